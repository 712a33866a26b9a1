import type { Json } from '../json.ts';
import type { Repair } from '../repair-kind.ts';
import { createReader, type Effort, note, type Reader, readerAt } from './reader.ts';
import { readExact } from './strict.ts';
import { unescapeOnce } from './unescape.ts';
import { readValue } from './value.ts';

/** An object or array found in a text. */
export interface Document {
  readonly start: number;
  readonly end: number;
  readonly value: Json;
  readonly repairs: readonly Repair[];
  readonly truncated: boolean;
  readonly numbers: ReadonlyMap<string, string>;
  /** It stands in a code fence. */
  readonly fenced: boolean;
}

const landmark = /`{3,}[\w+-]*|[{[(]/g;

/**
 * Finds the objects and arrays in a text, in order. Brackets that read like prose (`{name}`, `[1]`, `[see](url)`) are
 * taken only where nothing better is there.
 */
export function findDocuments(text: string, effort: Effort): readonly Document[] {
  const base = createReader(text, 0, effort);
  const likely = scan(base, readsLikeJson);
  return likely.length > 0 ? likely : scan(base, (rest) => !rest.startsWith('('));
}

function scan(base: Reader, accepts: (rest: string) => boolean): readonly Document[] {
  const { text } = base;
  const found: Document[] = [];
  let fenced = false;
  let blockStart = text.length - text.trimStart().length;
  landmark.lastIndex = 0;
  for (let match = landmark.exec(text); match !== null; match = landmark.exec(text)) {
    const start = match.index;
    const after = landmark.lastIndex;
    if (match[0].startsWith('```')) {
      fenced = !fenced;
      blockStart = after + leadingSpace(text, after);
    } else if (!text.startsWith('```', after + leadingSpace(text, after))) {
      const opensBlock = start === blockStart && match[0] !== '(';
      const tuple = start === blockStart && match[0] === '(' && fenced;
      if (!opensBlock && !tuple && !accepts(text.slice(start, start + 80))) continue;
      const document = readDocument(readerAt(base, start), fenced);
      found.push(document);
      landmark.lastIndex = Math.max(document.end, after);
    }
  }
  return found;
}

function leadingSpace(text: string, at: number): number {
  let end = at;
  while (end < text.length && /\s/.test(text.charAt(end))) end += 1;
  return end - at;
}

const likelyObject = /^\{\s*(?:["'“‘`}{,\\]|\/[/*]|\.\.\.|[\w$-]+["”]?\s*[:=])/;
const likelyArray = /^\[\s*(?:["'“‘`{[\\\]]|-?\d[^\]]*,|-?\d+\.\d|(?:true|false|null|None)\b)/;

function readsLikeJson(rest: string): boolean {
  return likelyObject.test(rest) || (likelyArray.test(rest) && !/^\[[^\]\n]*\]\(/.test(rest));
}

function readDocument(reader: Reader, fenced: boolean): Document {
  const { text, at: start, effort } = reader;
  const exact = readExact(reader);
  if (exact !== undefined) {
    const { value, end, telling } = exact;
    const numbers = telling ? numbersIn(text.slice(start, end), effort) : new Map<string, string>();
    return { start, end, value, numbers, fenced, repairs: [], truncated: false };
  }
  if (/^[{[\s]*\\"/.test(text.slice(start, start + 40))) {
    const inner = createReader(unescapeOnce(text.slice(start)), 0, effort);
    note(inner, 'unescaped');
    return finish(inner, start, text.length, fenced);
  }
  return finish(reader, start, undefined, fenced);
}

function finish(reader: Reader, start: number, end: number | undefined, fenced: boolean): Document {
  const value = readValue(reader, 'root');
  const { repairs, truncated, numbers } = reader;
  return { start, end: end ?? reader.at, value, repairs, truncated, numbers, fenced };
}

function numbersIn(text: string, effort: Effort): ReadonlyMap<string, string> {
  const reader = createReader(text, 0, effort, true);
  readValue(reader, 'root');
  return reader.numbers;
}
