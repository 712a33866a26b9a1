import type { Span } from '@ashlar/core';
import type { PassageExtras } from '../index/passage-extras.ts';
import type { LoadedText } from '../ingest/loader.ts';
import type { Block } from './block.ts';
import { lineCounter } from './line-counter.ts';
import { markdownBlocks, titleWords } from './markdown-blocks.ts';
import { requireLength } from './require-length.ts';
import { type Unit, unitsOf } from './units.ts';

/** Options of {@link splitDocument}; all lengths are in UTF-16 code units. */
export interface SplitOptions {
  /** A chunk is not longer than this; 2 at least. @default 800 */
  readonly size?: number;
  /** A heading begins a new chunk once the one before it has this length. @default 200 */
  readonly minimum?: number;
  /** Whole sentences of the chunk before that are repeated, at most this much. Never across a heading. @default 0 */
  readonly overlap?: number;
}

/** A passage of a document: `text === document.slice(start, end)`, always. */
export interface Passage extends Span, Pick<PassageExtras, 'context' | 'parent'> {
  readonly text: string;
  /** 1-based line of `start`. */
  readonly line: number;
  /** The headings above the passage, from the highest to the nearest. */
  readonly headings: readonly string[];
}

export interface SplitDocument {
  /** What the loader says, else from the front matter, else the first heading of the first level. */
  readonly title?: string;
  readonly passages: readonly Passage[];
}

/**
 * Splits a document where its writer did: at headings, then between blocks, then between sentences. Blocks are those that a
 * loader has found; a text alone is read as Markdown.
 *
 * Offsets are carried, never searched, so repeats cannot confuse them. Front matter gives the title and is no passage;
 * a line of template code alone begins or ends none. Linear time, no model.
 *
 * @throws AshlarError `input.invalid` for a size below 2
 */
export function splitDocument(
  document: string | LoadedText,
  options: SplitOptions = {},
): SplitDocument {
  const { size = 800, minimum = 200, overlap = 0 } = options;
  requireLength('size', size, 2);
  const loaded = typeof document === 'string' ? { text: document } : document;
  const { text } = loaded;
  const blocks = blocksOf(loaded);
  const title = titleOf(loaded, blocks);
  const line = lineCounter(text);
  const passages = pack(unitsOf(text, blocks, size), { size, minimum, overlap }).map(
    ({ start, end, headings }) => ({
      text: text.slice(start, end),
      start,
      end,
      line: line(start),
      headings,
    }),
  );
  return { passages, ...(title !== undefined && { title }) };
}

interface Packed extends Span {
  readonly headings: readonly string[];
}

function pack(units: readonly Unit[], options: Required<SplitOptions>): Packed[] {
  const { size, minimum, overlap } = options;
  const packed: Packed[] = [];
  let path: readonly (readonly [level: number, title: string])[] = [];
  let headings: readonly string[] = [];
  let open: Unit[] = [];
  const close = (): void => {
    const [first] = open;
    const last = open.at(-1);
    if (first !== undefined && last !== undefined) {
      packed.push({ start: first.start, end: last.end, headings });
    }
    open = [];
  };
  for (const unit of units) {
    const { level } = unit;
    const length = (open.at(-1)?.end ?? 0) - (open[0]?.start ?? 0);
    const full = open.length > 0 && unit.end - (open[0]?.start ?? 0) > size;
    const complete = length >= minimum && open.some((one) => one.level === undefined);
    const apart = open.some(
      ({ entry, level: above }) => above === undefined && entry !== unit.entry,
    );
    if (full || apart || (level !== undefined && complete)) {
      const carried = level === undefined && !apart ? tail(open, unit, { size, overlap }) : [];
      // A heading goes with what stands below it.
      if (carried[0]?.level !== undefined) open = open.slice(0, -carried.length);
      close();
      open = carried;
    }
    if (level !== undefined) {
      path = [...path.filter(([above]) => above < level), [level, unit.title ?? '']];
    }
    if (open.length === 0 || open.every((one) => one.level !== undefined)) {
      headings = path.map(([, title]) => title);
      if (unit.entry !== undefined && unit.title) headings = [...headings, unit.title];
    }
    open.push(unit);
  }
  close();
  return packed;
}

/** What of a full chunk is taken along into the next: headings that nothing follows yet, else the overlap. */
function tail(
  open: readonly Unit[],
  next: Unit,
  { size, overlap }: { readonly size: number; readonly overlap: number },
): Unit[] {
  const fits = (unit: Unit | undefined) => unit !== undefined && next.end - unit.start <= size;
  const dangling = open.findLastIndex(({ level }) => level === undefined) + 1;
  if (dangling > 0 && dangling < open.length && fits(open[dangling])) return open.slice(dangling);
  let from = open.length;
  while (from > 1) {
    const unit = open[from - 1] as Unit;
    if (unit.level !== undefined || !fits(unit)) break;
    if ((open.at(-1)?.end ?? 0) - unit.start > overlap) break;
    from -= 1;
  }
  return open.slice(from);
}

/** The blocks of a document, as its loader or its own markup sets them apart. */
export function blocksOf({ text, blocks }: LoadedText): readonly Block[] {
  return blocks ?? markdownBlocks(text);
}

/** The title of a document: its loader's, else that of its front matter, else its first heading of the first level. */
export function titleOf(
  { text, title: own }: LoadedText,
  blocks: readonly Block[],
): string | undefined {
  if (own !== undefined) return own;
  const [first] = blocks;
  if (first?.kind === 'front-matter') {
    const yaml = text.slice(first.start, first.end);
    const value = /^title:(.*)$/m.exec(yaml)?.[1]?.trim() ?? '';
    const title = titleWords(/^(["']).+\1$/.test(value) ? value.slice(1, -1) : value);
    if (title !== '') return title;
  }
  return blocks.find(({ kind, level }) => kind === 'heading' && level === 1)?.title;
}
