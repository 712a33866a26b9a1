import { compileFilter } from './compile-filter.ts';
import type { DocumentAttributes } from './document.ts';
import { mayRead } from './may-read.ts';
import type { StoreQuery } from './store.ts';

/** Documents that share their attributes: rights and filters are decided once for all of them. */
export interface AttributeClasses {
  /** The class of a document with these attributes, as the store holds them in text. */
  classOf(key: string, read: () => DocumentAttributes): number;
  /** By class. */
  readonly attributes: readonly DocumentAttributes[];
}

export function attributeClasses(): AttributeClasses {
  const numbers = new Map<string, number>();
  const attributes: DocumentAttributes[] = [];
  return {
    attributes,
    classOf(key, read) {
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, attributes.length);
      return attributes.push(read()) - 1;
    },
  };
}

/** Whether a document of one class and source may be found. */
export type DocumentPermit = (attributeClass: number, source: string) => boolean;

/** Rights and filter of a query for documents of one tenant, decided once for each class as far as sources do not matter. */
export function permitFor(
  tenant: string,
  { attributes }: Pick<AttributeClasses, 'attributes'>,
  { access, filter }: Pick<StoreQuery, 'access' | 'filter'>,
): DocumentPermit {
  const readable = decided((number) => mayRead(access, { tenant, ...attributes[number] }));
  if (filter === undefined) return readable;
  const passes = compileFilter(filter);
  if (JSON.stringify(filter).includes('"source"')) {
    return (number, source) => readable(number) && passes({ source, ...attributes[number] });
  }
  const passing = decided((number) => passes({ source: '', ...attributes[number] }));
  return (number) => readable(number) && passing(number);
}

function decided(decide: (number: number) => boolean): (number: number) => boolean {
  const known: (boolean | undefined)[] = [];
  return (number) => {
    const before = known[number];
    if (before !== undefined) return before;
    const now = decide(number);
    known[number] = now;
    return now;
  };
}
