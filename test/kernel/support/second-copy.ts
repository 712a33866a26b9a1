import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

type Core = typeof import('@ashlar/core');

const source = fileURLToPath(new URL('../../../packages/core/src', import.meta.url));

/** Another copy of core, as a second version of a package in a tree would bring it, and what removes it. */
export async function secondCopy(): Promise<{ readonly core: Core; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-second-core-'));
  cpSync(source, folder, { recursive: true });
  const core = (await import(pathToFileURL(join(folder, 'index.ts')).href)) as Core;
  return { core, remove: () => rmSync(folder, { recursive: true }) };
}
