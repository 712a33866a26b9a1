import type { Json } from './json.ts';
import { type Document, findDocuments } from './loose/documents.ts';
import { type Effort, effortFor } from './loose/reader.ts';
import { type Root, readRoot } from './loose/root.ts';
import { type Repair, repairAt } from './repair-kind.ts';

/** One reading of a text as JSON. */
export interface Candidate {
  readonly value: Json;
  /** What was changed, at most 100 of them; empty for exact JSON. */
  readonly repairs: readonly Repair[];
  /** The text ended inside the value, as when `maxTokens` cut it off: the end of the value is missing. */
  readonly truncated: boolean;
  /** `json`: from JSON in the text. `text`: the text itself, for schemas that a word or a sentence can answer. */
  readonly source: 'json' | 'text';
  /** Numbers whose text says more than their value (`1.10`, 20 digits), by path. */
  readonly numbers: ReadonlyMap<string, string>;
}

/**
 * Reads the text of a model as JSON, tolerating what models do to it: prose and code fences around it, several values,
 * other quotes, missing or superfluous punctuation, comments, Python's words, unescaped text, and an end that was cut off.
 *
 * Never throws, and takes time linear in the length of the text. Gives the possible readings, the likeliest first; the last
 * one is the text itself. Empty only for a text without any content.
 */
export function parseLoose(text: string): readonly Candidate[] {
  const trimmed = text.trim();
  if (!saysSomething.test(trimmed)) return [];
  const effort = effortFor(text.length);
  return [...fromJson(text, effort), asText(trimmed)];
}

// A letter, a digit, a sign outside of ASCII, or at least an opening bracket or quote.
const saysSomething = /[\p{L}\p{N}\u0080-\uffff{["'(]/u;

function fromJson(text: string, effort: Effort): readonly Candidate[] {
  if (/^\s*(?:["'“‘]|\/[^/*])/.test(text)) {
    const root = readRoot(text, effort);
    if (root?.whole && !Array.isArray(root.value)) return [fromRoot(root)];
  }
  const documents = findDocuments(text, effort);
  if (documents.length > 0) return fromDocuments(text, documents);
  const root = readRoot(text, effort);
  return root === undefined ? [] : [fromRoot(root)];
}

function fromRoot({ value, reader, bare }: Root): Candidate {
  const { repairs, truncated, numbers } = reader;
  return { value, repairs, truncated, numbers, source: bare ? 'text' : 'json' };
}

function asText(value: string): Candidate {
  return {
    value,
    repairs: [repairAt('bare-text', [])],
    truncated: false,
    source: 'text',
    numbers: new Map(),
  };
}

// Each is tried alone against a schema; a list of thousands of lines is tried as the list that it is.
const maxSingles = 32;

function fromDocuments(text: string, documents: readonly Document[]): readonly Candidate[] {
  const fenced = documents.filter((document) => document.fenced);
  const bounds = { start: text.length - text.trimStart().length, end: text.trimEnd().length };
  const singles = documents.slice(0, maxSingles).map((document) => fromDocument(document, bounds));
  const pool = fenced.length > 0 ? fenced : documents;
  if (pool.length > 1 && isList(text, pool)) return [together(pool), ...singles];
  const filled = pool.filter(({ value }) => Object.keys(value ?? {}).length > 0);
  const best = filled.length > 0 ? filled : pool;
  if (best.length > 1) return [together(best), ...singles];
  const first = best[0] as Document;
  const others = singles.filter((_single, index) => documents[index] !== first);
  return [fromDocument(first, bounds), ...others];
}

function fromDocument(document: Document, bounds: { start: number; end: number }): Candidate {
  const { start, end, value, truncated, numbers } = document;
  const alone = start === bounds.start && end >= bounds.end;
  const around = alone ? [] : [repairAt('text-around', [])];
  return { value, repairs: [...around, ...document.repairs], truncated, numbers, source: 'json' };
}

// Only commas or line breaks between the values, as in NDJSON.
function isList(text: string, documents: readonly Document[]): boolean {
  return documents.every((document, index) => {
    if (index === 0) return text.slice(0, document.start).trim() === '';
    const gap = text.slice(documents[index - 1]?.end, document.start);
    return /^[\s,;]*$/.test(gap) && /[,\n]/.test(gap);
  });
}

function together(documents: readonly Document[]): Candidate {
  return {
    value: documents.map(({ value }) => value),
    repairs: [repairAt('several-values', []), ...documents.flatMap(({ repairs }) => repairs)].slice(
      0,
      100,
    ),
    truncated: documents.some(({ truncated }) => truncated),
    source: 'json',
    numbers: new Map(),
  };
}
