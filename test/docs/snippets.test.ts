import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkSnippets } from './check-snippets.ts';
import { docComments } from './doc-comments.ts';
import { extractSnippets } from './extract-snippets.ts';
import { linkWorkspace } from './link-workspace.ts';
import { documentation } from './pages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function check(markdown: readonly { path: string; text: string }[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-snippets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  linkWorkspace(root, folder);
  const read = markdown.map(extractSnippets);
  const faults = read.flatMap((page) => page.faults);
  return checkSnippets(
    read.flatMap((page) => page.snippets),
    folder,
    { types: 'source' },
  ).then((found) => [...faults, ...found]);
}

it('every code block of the documentation compiles, and runs where it says so', async () => {
  expect(await check(documentation(root))).toEqual([]);
}, 120_000);

describe('the check of code blocks', () => {
  const page = (...lines: string[]) => ({ path: 'docs/page.md', text: lines.join('\n') });

  it('reports a block that does not compile, with the line of the page', async () => {
    const broken = page(
      '# Page',
      '',
      '```ts',
      'const two: number = 2;',
      'const one: string = two;',
      '```',
    );
    expect(await check([broken])).toEqual([
      expect.stringMatching(/^docs\/page\.md:5:7: error TS2322/),
    ]);
  }, 30_000);

  it('reports an import of something that a package does not export', async () => {
    const broken = page('```ts', "import { nowhere } from '@ashlar/core';", '```');
    expect(await check([broken])).toEqual([
      expect.stringMatching(/^docs\/page\.md:2:10: error TS2305/),
    ]);
  }, 30_000);

  it.each([
    ['an info string', '```ts run', ''],
    ['a first comment', '```ts', '// run'],
  ])(
    'executes a block marked by %s and reports how it ended',
    async (_, fence, first) => {
      const failing = page(fence, first, "throw new Error('as documented');", '```');
      expect(await check([failing])).toEqual([
        expect.stringMatching(/^docs\/page\.md:2: exit 1\n.*as documented/s),
      ]);
    },
    30_000,
  );

  it('joins a block with the one that it continues, and keeps other blocks apart', async () => {
    const joined = page(
      '```ts',
      'const one = 1;',
      '```',
      'and then',
      '```ts continue run',
      'if (one !== 1) throw new Error();',
      '```',
      '```ts run',
      'const one = await Promise.resolve(2);',
      'if (one !== 2) throw new Error();',
      '```',
    );
    expect(await check([joined])).toEqual([]);
  }, 30_000);

  it('reads blocks inside a list and leaves blocks inside a longer fence alone', () => {
    const { snippets } = extractSnippets(
      page(
        '- item',
        '  ```ts',
        '  const one = 1;',
        '  ```',
        '````md',
        '```ts',
        'broken',
        '```',
        '````',
      ),
    );
    expect(snippets).toEqual([
      { page: 'docs/page.md', line: 3, text: '\n\nconst one = 1;\n', run: false },
    ]);
  });

  it.each([
    [
      'ignored without a reason',
      ['```ts ignore', '```'],
      'docs/page.md:1: "ts ignore" needs a comment',
    ],
    ['marked with a typing error', ['```ts rnu', '```'], 'docs/page.md:1: unknown word "rnu"'],
    ['in another spelling', ['```typescript', '```'], 'docs/page.md:1: write "ts" instead of'],
    [
      'that continues nothing',
      ['```ts continue', '```'],
      'docs/page.md:1: "ts continue" has no block',
    ],
  ])('reports a block %s', (_, lines, fault) => {
    expect(extractSnippets(page(...lines)).faults).toEqual([expect.stringContaining(fault)]);
  });

  it('reads the examples in documentation comments, on their lines', () => {
    const source = [
      '/** One line. */',
      '/**',
      ' * What it gives.',
      ' * ```ts run',
      ' * one();',
      ' * ```',
      ' */',
      'f();',
    ];
    const comments = docComments({ path: 'packages/a/src/a.ts', text: source.join('\n') });
    expect(extractSnippets(comments).snippets).toEqual([
      { page: 'packages/a/src/a.ts', line: 5, text: '\n\n\n\none();\n', run: true },
    ]);
  });

  it('leaves a block alone that is ignored for a reason', () => {
    const ignored = page('<!-- ignore: needs an account -->', '', '```ts ignore', 'broken', '```');
    expect(extractSnippets(ignored)).toEqual({ snippets: [], faults: [] });
  });
});
