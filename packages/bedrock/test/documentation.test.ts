import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('docs/bedrock.md', root), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| ') && line.includes('.test.ts'));

/** `file::title` or `file` in a cell of the table. */
const named = rows.flatMap((row) =>
  [...row.matchAll(/`([\w/.-]+\.test\.ts)(?:::([^`]+))?`/g)].map(([, file = '', title = '']) => ({
    file,
    title,
  })),
);

it('the table of features names tests, many of them', () => {
  expect(rows.length).toBeGreaterThan(50);
  expect(new Set(named.map(({ title }) => title)).size).toBeGreaterThan(50);
});

it.each(named)('$file has the test "$title" that docs/bedrock.md names', ({ file, title }) => {
  const path = new URL(file, root);
  expect(existsSync(path)).toBe(true);
  // A title stands whole in its quotes, where a quote within it is escaped, or ends a template.
  const source = readFileSync(path, 'utf8').replaceAll("\\'", "'");
  const quoted = [`'${title}'`, `"${title}"`, `${title}\``];
  expect(title === '' || quoted.some((one) => source.includes(one))).toBe(true);
});

it('each feature names a test over fixtures that the emulator did not make', () => {
  for (const row of rows) expect(row).toMatch(/^\| [^|]+ \| `packages\/bedrock\/test\//);
});
