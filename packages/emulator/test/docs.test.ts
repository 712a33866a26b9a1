import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { operationNames } from '../src/server/operation.ts';

const page = readFileSync(new URL('../../../docs/emulator.md', import.meta.url), 'utf8');
const flat = page.replace(/\s+/g, ' ');

/** Tests that the page names, as `file`: the beginning of the title, up to a bracket, a bar, a semicolon or a dot. */
const named = [...flat.matchAll(/`([\w-]+)`: ([^|;()]+?)(?: \||;|\)|\. |$)/g)].map(
  ([, file = '', title = '']) => ({ file, title: title.trim() }),
);
const files = new Map<string, string>();

function textOf(file: string): string {
  const text =
    files.get(file) ?? readFileSync(new URL(`./${file}.test.ts`, import.meta.url), 'utf8');
  files.set(file, text);
  return text;
}

it('every test that docs/emulator.md names exists', () => {
  expect(named.length).toBeGreaterThan(35);
  const missing = named.filter(({ file, title }) => !textOf(file).includes(title));
  expect(missing).toEqual([]);
});

it('every operation that is served has its row, and every row its test', () => {
  const rows = page
    .split('\n')
    .filter((line) => /^\| (Converse|Invoke|[A-Z]\w+)[^|]*\|/.test(line));
  for (const name of operationNames) {
    const own = rows.filter((row) => row.startsWith(`| ${name} `));
    expect(own.length, name).toBeGreaterThan(0);
    for (const row of own) expect(row, name).toMatch(/\| `[\w-]+`: [^|]+ \|$/);
  }
});
