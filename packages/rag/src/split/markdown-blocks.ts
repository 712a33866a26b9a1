import type { Block } from './block.ts';
import { plainWords } from './plain-words.ts';

interface Line {
  readonly start: number;
  /** Without the line break. */
  readonly end: number;
  readonly text: string;
}

const LINE = /([^\r\n]*)(\r\n|\n|\r|$)/g;
const FENCE = /^\s{0,3}(`{3,}|~{3,})/;
const HEADING = /^\s{0,3}(#{1,6})(?=\s|$)/;
const UNDERLINE = /^\s{0,3}(=+|-+)\s*$/;
const TABLE = /^\s*\|.*\|\s*$|^[^|]+\|[^|]*\|/;
/** A line of template code (Nunjucks, Liquid, Jekyll, Hugo), an HTML tag or a comment alone. */
const DIRECTIVE = /^\s*(?:\{%.*%\}|\{\{[<%].*[>%]\}\}|<!--.*-->|<\/?[a-zA-Z][^<>]*>)\s*$/;

/**
 * The blocks of a Markdown or plain text in text order, found line by line in linear time. Offsets are those of `text`,
 * whatever its line breaks. Every character that is not white space lies in a block.
 */
export function markdownBlocks(text: string): Block[] {
  const lines = linesOf(text);
  const blocks: Block[] = [];
  let at = frontMatter(lines, blocks);
  while (at < lines.length) at = readBlock(lines, at, blocks);
  return blocks;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  // A byte order mark stays in the text and belongs to no line.
  LINE.lastIndex = text.startsWith('\uFEFF') ? 1 : 0;
  for (let match = LINE.exec(text); match !== null; match = LINE.exec(text)) {
    const [whole, content = ''] = match;
    lines.push({ start: match.index, end: match.index + content.length, text: content });
    if (match.index + whole.length >= text.length) break;
  }
  return lines;
}

/** Reads YAML between `---` lines at the very start; returns the line after it. */
function frontMatter(lines: readonly Line[], blocks: Block[]): number {
  if (lines[0]?.text.trimEnd() !== '---') return 0;
  const close = lines.findIndex(({ text }, i) => i > 0 && /^(?:---|\.\.\.)\s*$/.test(text));
  if (close === -1) return 0;
  blocks.push({ kind: 'front-matter', ...between(lines, 0, close) });
  return close + 1;
}

/** Reads the block that begins at a line and returns the line after it. */
function readBlock(lines: readonly Line[], at: number, blocks: Block[]): number {
  const line = lines[at] as Line;
  if (line.text.trim() === '') return at + 1;
  const fence = FENCE.exec(line.text)?.[1];
  if (fence !== undefined) {
    let last = at + 1;
    while (last < lines.length - 1 && !closes((lines[last] as Line).text, fence)) last += 1;
    last = Math.min(last, lines.length - 1);
    blocks.push({ kind: 'code', ...between(lines, at, last) });
    return last + 1;
  }
  const heading = HEADING.exec(line.text);
  if (heading !== null) {
    const title = titleWords(line.text.slice(heading[0].length));
    blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, title, ...spanOf(line) });
    return at + 1;
  }
  if (DIRECTIVE.test(line.text)) {
    blocks.push({ kind: 'directive', ...spanOf(line) });
    return at + 1;
  }
  const underline = UNDERLINE.exec(lines[at + 1]?.text ?? '')?.[1];
  if (underline !== undefined && /[\p{L}\p{N}]/u.test(line.text) && !/^\s*[-*+>]/.test(line.text)) {
    const level = underline.startsWith('=') ? 1 : 2;
    const title = titleWords(line.text);
    blocks.push({ kind: 'heading', level, title, ...between(lines, at, at + 1) });
    return at + 2;
  }
  const table = TABLE.test(line.text);
  let last = at;
  while (last + 1 < lines.length && continues((lines[last + 1] as Line).text, table)) last += 1;
  blocks.push({ kind: table ? 'table' : 'prose', ...between(lines, at, last) });
  return last + 1;
}

function continues(text: string, table: boolean): boolean {
  if (text.trim() === '' || FENCE.test(text) || HEADING.test(text) || DIRECTIVE.test(text)) {
    return false;
  }
  return TABLE.test(text) === table;
}

/** A longer line is no title, whatever stands before it: every passage below would carry it. */
const LONGEST_TITLE = 200;

/** The words of a heading's line. */
export function titleWords(line: string): string {
  const start = line
    .trim()
    .slice(0, LONGEST_TITLE)
    .replace(/[\uD800-\uDBFF]$/, '');
  return plainWords(start.replace(/(?:^|\s)#+$/, ''));
}

function closes(text: string, fence: string): boolean {
  const trimmed = text.trim();
  return trimmed.startsWith(fence) && trimmed.replaceAll(fence.charAt(0), '') === '';
}

function spanOf({ start, end }: Line): { start: number; end: number } {
  return { start, end };
}

function between(lines: readonly Line[], first: number, last: number) {
  return { start: (lines[first] as Line).start, end: (lines[last] as Line).end };
}
