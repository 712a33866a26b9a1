import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { runCommand } from './run-command.ts';

/** One public package as `pnpm pack` leaves it. */
export interface Packed {
  readonly name: string;
  readonly tarball: string;
  readonly files: readonly string[];
}

declare module 'vitest' {
  interface ProvidedContext {
    packed: readonly Packed[];
  }
}

/** Builds from nothing and packs every package once for all tests of this folder: `inject('packed')`. */
export default async function setup(project: TestProject): Promise<() => void> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  // A stale output of a source that is gone would be published.
  for (const room of readdirSync(join(root, 'packages'))) {
    rmSync(join(root, 'packages', room, 'dist'), { recursive: true, force: true });
  }
  await runCommand('pnpm', ['exec', 'tsc', '-b'], root);
  await runCommand(process.execPath, ['test/pack/bundle.ts'], root);
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-pack-'));
  const output = await runCommand(
    'pnpm',
    ['--filter', './packages/*', 'pack', '--json', '--pack-destination', folder],
    root,
  );
  const reports: { name: string; filename: string; files: { path: string }[] }[] =
    JSON.parse(output);
  const packed = reports.map(({ name, filename, files }) => ({
    name,
    tarball: filename,
    files: files.map(({ path }) => path),
  }));
  project.provide('packed', packed);
  return () => rmSync(folder, { recursive: true });
}
