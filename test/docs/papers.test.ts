import { existsSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { rooms } from '../doors/layers.ts';
import { pages } from './pages.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const all = pages(root);
const built = readdirSync(join(root, 'packages')).filter((room) =>
  existsSync(join(root, 'packages', room, 'package.json')),
);

/** Targets of the Markdown links of a page that lead into the repository, relative to its root. */
function linksOf(page: { readonly path: string; readonly text: string }): string[] {
  return [...page.text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, target = '']) =>
    posix.join(posix.dirname(page.path), target),
  );
}

function textOf(path: string): string {
  return all.find((page) => page.path === path)?.text ?? '';
}

it.each(all)('$path links only to what is there', (page) => {
  expect(linksOf(page).filter((target) => !existsSync(join(root, target)))).toEqual([]);
});

it('lists every decision in the index', () => {
  const pagesOfDecisions = all
    .map(({ path }) => path)
    .filter((path) => /^docs\/decisions\/\d{4}-/.test(path));
  const index = { path: 'docs/decisions/README.md', text: textOf('docs/decisions/README.md') };
  expect(linksOf(index)).toEqual(expect.arrayContaining(pagesOfDecisions));
});

it('says of every room in the architecture whether it is built or planned', () => {
  const rows = textOf('docs/architecture.md').matchAll(
    /^\| `([\w-]+)` \|.*\| (built|planned) \|$/gm,
  );
  const said = Object.fromEntries([...rows].map(([, room = '', state]) => [room, state]));
  const expected = [...rooms.keys()].map((room) => [
    room,
    built.includes(room) ? 'built' : 'planned',
  ]);
  expect(said).toEqual(Object.fromEntries(expected));
});

it('says in the README when to use each package', () => {
  const listed = [...textOf('README.md').matchAll(/^\| \[`@ashlar\/([\w-]+)`\]/gm)].map(
    ([, room]) => room,
  );
  expect(listed.sort()).toEqual(built.sort());
});
