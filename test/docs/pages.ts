import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFiles, type TextFile } from '../doors/workspace.ts';

/** The pages whose code is checked: those of the root, docs/, and every package's README. */
export function pages(root: string): TextFile[] {
  const ofRoot = readdirSync(root)
    .filter((name) => name.endsWith('.md'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  const below = readFiles(root, ['docs', 'packages']).filter(({ path }) =>
    /^docs\/.*\.md$|^packages\/[^/]+\/README\.md$/.test(path),
  );
  return [...ofRoot, ...below];
}
