import type { Access, Hit, Span } from '@ashlar/core';
import type { FoundPassage } from '../index/document.ts';
import type { DocumentIndex } from '../index/open-index.ts';

/** What gives parents: an index, or anything that gives documents by their source. */
export type ParentSource = Pick<DocumentIndex, 'documents'>;

/** Children of one parent among hits, best first, with all that the document has of it. */
export interface Family {
  readonly hits: readonly Hit[];
  readonly parent: Span;
  /** All children, in text order: joined, they are the parent. */
  readonly children: readonly FoundPassage[];
}

/** The hits by their parents, in the order of the first hit of each; a hit without a parent that can be read stays alone. */
export async function parentsOf(
  hits: readonly Hit[],
  source: ParentSource,
  access: Access,
): Promise<readonly (Family | Hit)[]> {
  const sources = [...new Set(hits.filter(parentOf).map((hit) => hit.source))];
  const passages = new Map<string, readonly FoundPassage[]>();
  if (sources.length > 0) {
    for await (const document of source.documents(access, sources)) {
      // With unrestricted access the same name may be in several tenants: then it is not known whose parent this is.
      const twice = passages.has(document.source);
      passages.set(document.source, twice ? [] : document.passages);
    }
  }
  const families = new Map<string, Family | Hit>();
  for (const hit of hits) {
    const parent = parentOf(hit);
    const children = parent && (passages.get(hit.source) ?? []).filter(isIn(parent));
    if (parent === undefined || !children?.some(({ text }) => text === hit.text)) {
      families.set(JSON.stringify([hit.source, hit.id]), hit);
      continue;
    }
    const key = JSON.stringify([hit.source, parent.start, parent.end]);
    const known = families.get(key);
    const found = known !== undefined && 'hits' in known ? known.hits : [];
    families.set(key, { parent, children, hits: [...found, hit] });
  }
  return [...families.values()];
}

/** A parent as a hit: with the score and the metadata of its best child. */
export function parentHit({ hits, parent, children }: Family): Hit | undefined {
  const [best] = hits;
  const [first] = children;
  if (best === undefined || first === undefined) return best;
  const text = children.map((child) => child.text).join('');
  if (text.length !== parent.end - parent.start) return undefined;
  const { parent: _parent, ...metadata } = best.metadata ?? {};
  return {
    ...best,
    id: `${best.source}#${parent.start}-${parent.end}`,
    text,
    span: parent,
    line: first.line,
    metadata: { ...metadata, ...first.location, headings: [...first.headings] },
  };
}

function parentOf({ metadata }: Hit): Span | undefined {
  const parent = metadata?.parent;
  if (typeof parent !== 'object' || parent === null || Array.isArray(parent)) return undefined;
  const { start, end } = parent as { readonly start?: unknown; readonly end?: unknown };
  return typeof start === 'number' && typeof end === 'number' ? { start, end } : undefined;
}

function isIn(parent: Span): (passage: FoundPassage) => boolean {
  return ({ parent: own }) => own?.start === parent.start && own.end === parent.end;
}
