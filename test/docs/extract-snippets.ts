import type { TextFile } from '../doors/workspace.ts';

/** One module made of TypeScript code blocks of a page. */
export interface Snippet {
  readonly page: string;
  /** The page's line on which the code begins, from 1. */
  readonly line: number;
  /** The code, preceded by as many empty lines as the page has before it: a compiler's line numbers are the page's. */
  readonly text: string;
  readonly run: boolean;
}

interface Block {
  readonly line: number;
  readonly words: readonly string[];
  readonly code: readonly string[];
  /** The last line with text before the block. */
  readonly above: string;
}

/**
 * Reads the TypeScript blocks of a Markdown page.
 *
 * - ` ```ts `: a module of its own, type-checked.
 * - ` ```ts run ` (or a first line `// run`): also executed; it must exit 0.
 * - ` ```ts continue `: belongs to the module of the block before it.
 * - ` ```ts ignore `: not looked at; allowed only below a comment `<!-- ignore: the reason -->`.
 *
 * Anything else after `ts`, and JavaScript, is a fault: a typing error must not take a block out of the check.
 */
export function extractSnippets(page: TextFile): { snippets: Snippet[]; faults: string[] } {
  const modules: { line: number; lines: string[]; run: boolean }[] = [];
  const faults: string[] = [];
  for (const block of blocksOf(page.text)) {
    const [language = '', ...words] = block.words;
    const at = `${page.path}:${block.line - 1}`;
    if (/^(typescript|tsx|mts|javascript|js|jsx|mjs)$/i.test(language)) {
      faults.push(`${at}: write "ts" instead of "${language}"`);
    }
    if (language !== 'ts') continue;
    const unknown = words.filter((word) => !['run', 'continue', 'ignore'].includes(word));
    if (unknown.length > 0) {
      faults.push(`${at}: unknown word "${unknown.join(' ')}" after "ts"`);
    } else if (words.includes('ignore')) {
      if (!/^<!-- ignore: \S.* -->$/.test(block.above)) {
        faults.push(`${at}: "ts ignore" needs a comment <!-- ignore: the reason --> above it`);
      }
    } else {
      const run = words.includes('run') || block.code[0]?.trim() === '// run';
      const last = modules.at(-1);
      if (!words.includes('continue')) {
        modules.push({ line: block.line, lines: place([], block), run });
      } else if (last === undefined) {
        faults.push(`${at}: "ts continue" has no block before it`);
      } else {
        last.lines = place(last.lines, block);
        last.run ||= run;
      }
    }
  }
  const snippets = modules.map(({ line, lines, run }) => ({
    page: page.path,
    line,
    text: `${lines.join('\n')}\n`,
    run,
  }));
  return { snippets, faults };
}

/** Appends the code of a block at the line where it stands on the page. */
function place(lines: readonly string[], block: Block): string[] {
  const gap = new Array<string>(block.line - 1 - lines.length).fill('');
  return [...lines, ...gap, ...block.code];
}

/** Fenced code blocks by the rules of CommonMark: three or more of one sign, closed by at least as many. */
function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let above = '';
  let open: { fence: string; indent: number; block: Block & { code: string[] } } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (open === undefined) {
      const [, indent, fence, info] = /^(\s*)(`{3,}|~{3,})\s*([^`]*)$/.exec(line) ?? [];
      if (indent !== undefined && fence !== undefined && info !== undefined) {
        const words = info.trim().split(/\s+/);
        open = { fence, indent: indent.length, block: { line: index + 2, words, code: [], above } };
      }
    } else if (line.trim().startsWith(open.fence) && /^(`+|~+)$/.test(line.trim())) {
      blocks.push(open.block);
      open = undefined;
    } else {
      open.block.code.push(line.slice(Math.min(open.indent, line.search(/\S|$/))));
    }
    if (line.trim() !== '') above = line.trim();
  }
  if (open !== undefined) blocks.push(open.block);
  return blocks;
}
