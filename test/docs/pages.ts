import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFiles, type TextFile } from '../doors/workspace.ts';
import { docComments } from './doc-comments.ts';

/** Pages of Markdown: those of the root, docs/, and every package's README. */
export function pages(root: string): TextFile[] {
  const ofRoot = readdirSync(root)
    .filter((name) => name.endsWith('.md'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  const below = readFiles(root, ['docs', 'packages']).filter(({ path }) =>
    /^docs\/.*\.md$|^packages\/[^/]+\/README\.md$/.test(path),
  );
  return [...ofRoot, ...below];
}

/** Everything whose code is checked: the pages, and the documentation comments of the packages' sources. */
export function documentation(root: string): TextFile[] {
  const sources = readFiles(root, ['packages']).filter(({ path }) =>
    /^packages\/[^/]+\/src\/.*\.ts$/.test(path),
  );
  return [...pages(root), ...sources.map(docComments)];
}
