import type { JsonObject } from '@ashlar/core';
import type { LoadedText } from '../ingest/loader.ts';
import { importLibrary } from './import-library.ts';
import type { LoadLimits } from './load-limits.ts';
import { Refusal } from './refusal.ts';
import { type Piece, textBuilder } from './text-builder.ts';

/** A node of the tree, as far as it is looked at. */
interface Node {
  readonly type: string;
  readonly name?: string;
  readonly data?: string;
  readonly attribs?: Readonly<Record<string, string>>;
  readonly children?: readonly Node[];
  readonly sourceCodeLocation?: { readonly startOffset: number; readonly startLine: number } | null;
}

const SILENT = new Set(
  'script style noscript template svg math iframe object canvas head nav footer aside form button select textarea input dialog'.split(
    ' ',
  ),
);
const SILENT_ROLES = new Set(['navigation', 'banner', 'contentinfo', 'search', 'complementary']);
const INLINE = new Set(
  'a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q rp rt ruby s samp small span strike strong sub sup time tt u var wbr img'.split(
    ' ',
  ),
);
const BULLET = '- ';
/** Elements that end without an end tag, and those that have none. */
const UNNESTED = new Set(
  'p li dt dd tr td th thead tbody tfoot option optgroup colgroup area base br col embed hr img input link meta source track wbr html body head'.split(
    ' ',
  ),
);
/** Deeper than any page that a person reads; parsing takes quadratic time in the depth. */
const DEEPEST = 400;

/**
 * Reads HTML into text and blocks.
 *
 * @param options `whole`: everything that is read is content; `locate`: where a node stands, when not in the HTML itself
 */
export async function readHtml(
  html: string,
  limits: Required<LoadLimits>,
  options: { readonly whole?: boolean; readonly locate?: (block: number) => JsonObject } = {},
): Promise<LoadedText> {
  requireShallow(html);
  const { load } = await importLibrary('cheerio', () => import('cheerio'));
  const $ = load(html, { sourceCodeLocationInfo: true });
  const all = (selector: string) => $(selector).toArray() as unknown as readonly Node[];
  const builder = textBuilder(limits);
  const title = $('title').first().text() || $('h1').first().text();
  let anchor: string | undefined;
  let blocks = 0;
  let pieces: Piece[] = [];

  const locationOf = (node: Node, element: string): JsonObject => {
    if (options.locate !== undefined) return options.locate(blocks);
    const { startOffset, startLine } = node.sourceCodeLocation ?? {};
    return {
      element,
      ...(anchor !== undefined && { anchor }),
      ...(startLine !== undefined && { sourceLine: startLine }),
      ...(startOffset !== undefined && { sourceOffset: startOffset }),
    };
  };
  const flush = (kind: 'code' | 'heading' | 'prose' | 'table', level?: number): void => {
    const text = pieces.map((one) => one.text).join('');
    // The mark of an item stays with what stands in it.
    if (text === BULLET) return;
    if (text.trim() !== '') {
      blocks += 1;
      const words = text.replace(/\s+/g, ' ').trim();
      builder.add(kind, pieces, level === undefined ? {} : { level, title: words.slice(0, 200) });
    }
    pieces = [];
  };
  const write = (node: Node, text: string, within: Within): void => {
    const before = pieces.at(-1)?.text ?? '';
    const collapsed = within.verbatim ? text : text.replace(/[\s\u00a0]+/g, ' ');
    const shown = !within.verbatim && /\s$|^$/.test(before) ? collapsed.trimStart() : collapsed;
    if (shown === '') return;
    // A blank text in a block that has nothing yet would move its place.
    pieces.push({ text: shown, location: locationOf(node, within.element) });
  };
  const visit = (node: Node, within: Within, depth: number): void => {
    if (node.type === 'text') {
      write(node, node.data ?? '', within);
      return;
    }
    const { name = '', attribs = {}, children = [] } = node;
    if (isSilent(name, attribs)) return;
    if (depth > DEEPEST) throw tooDeep();
    if (attribs.id) anchor = attribs.id;
    const below = (inside: Within): void => {
      for (const child of children) visit(child, inside, depth + 1);
    };
    if (name === 'br') {
      pieces.push({ text: '\n' });
      return;
    }
    if (INLINE.has(name)) {
      below(within);
      return;
    }
    if (within.row && (name === 'td' || name === 'th')) {
      if (pieces.some(({ text }) => text.trim() !== '') && !within.first.has(node)) {
        pieces.push({ text: ' | ' });
      }
      below({ ...within, element: name });
      return;
    }
    if (within.row) {
      // Blocks in a cell stay in its line.
      if (/\S$/.test(pieces.at(-1)?.text ?? '')) pieces.push({ text: ' ' });
      below(within);
      return;
    }
    if (name === 'table' && !within.table) {
      flush('prose');
      below({ ...within, table: true, element: name });
      flush('table');
      return;
    }
    if (within.table) {
      if (name === 'tr') {
        if (pieces.length > 0) pieces.push({ text: '\n' });
        const cells = children.filter((one) => one.name === 'td' || one.name === 'th');
        below({ ...within, row: true, first: new Set(cells.slice(0, 1)), element: name });
        return;
      }
      if (name === 'caption' && children.length > 0) {
        below({ ...within, element: name });
        return;
      }
      // White space between rows is none of the table's.
      for (const child of children) {
        if (child.type !== 'text' || child.data?.trim()) visit(child, within, depth + 1);
      }
      return;
    }
    const level = /^h([1-6])$/.exec(name)?.[1];
    flush('prose');
    if (name === 'li') pieces = [{ text: BULLET }];
    below({
      ...within,
      element: name || within.element,
      verbatim: within.verbatim || name === 'pre',
    });
    flush(
      level !== undefined ? 'heading' : name === 'pre' ? 'code' : 'prose',
      level ? Number(level) : undefined,
    );
  };
  const start: Within = {
    element: 'body',
    verbatim: false,
    table: false,
    row: false,
    first: new Set(),
  };
  const read = (roots: readonly Node[]): void => {
    for (const root of roots) {
      for (const child of root.children ?? []) visit(child, start, 0);
      flush('prose');
    }
  };
  const main = options.whole ? [] : mainContent(all);
  read(main.length > 0 ? main : all('body'));
  return builder.build(title);
}

interface Within {
  /** The name of the block that a text stands in. */
  readonly element: string;
  readonly verbatim: boolean;
  readonly table: boolean;
  readonly row: boolean;
  /** The first cell of the row. */
  readonly first: ReadonlySet<Node>;
}

/** Where the content of a page is; nothing when the page does not say it. */
function mainContent(all: (selector: string) => readonly Node[]): readonly Node[] {
  const main = all('main, [role=main]').filter(hasText);
  if (main.length > 0) return main.slice(0, 1);
  return all('article').filter((one) => hasText(one) && !inside(one, 'article'));
}

function inside(node: Node & { readonly parent?: unknown }, name: string): boolean {
  for (
    let at = node.parent as (Node & { parent?: unknown }) | null;
    at;
    at = at.parent as typeof at
  ) {
    if (at.name === name) return true;
  }
  return false;
}

function hasText(root: Node): boolean {
  const open: Node[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === 'text' && node.data?.trim()) return true;
    if (node === root || !isSilent(node.name ?? '', node.attribs ?? {})) {
      for (const child of node.children ?? []) open.push(child);
    }
  }
  return false;
}

function isSilent(name: string, attribs: Readonly<Record<string, string>>): boolean {
  return (
    SILENT.has(name) ||
    attribs.hidden !== undefined ||
    attribs['aria-hidden'] === 'true' ||
    SILENT_ROLES.has(attribs.role ?? '')
  );
}

/** Refuses nesting before anything is parsed: one look at every tag. */
function requireShallow(html: string): void {
  let depth = 0;
  for (const [, end, name = '', rest = ''] of html.matchAll(
    /<(\/?)([a-zA-Z][\w:-]*)([^<>]{0,2000})/g,
  )) {
    if (UNNESTED.has(name.toLowerCase()) || rest.endsWith('/')) continue;
    depth = end === '/' ? Math.max(0, depth - 1) : depth + 1;
    if (depth > 5 * DEEPEST) throw tooDeep();
  }
}

function tooDeep(): Refusal {
  return new Refusal('too-complex', `nests more than ${DEEPEST} elements`);
}
