import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runCommand } from './run-command.ts';

/**
 * Installs packages with npm into a new folder outside the workspace, which is removed when the test ends.
 *
 * A key of `packages` is the name to import by, a value what npm takes for it: a version, or `file:` and the path of a
 * tarball. Two names for one tarball give two copies of it, each with its own modules.
 */
export async function installPacked(packages: Readonly<Record<string, string>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-consumer-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const manifest = { private: true, type: 'module', dependencies: packages };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  await runCommand('npm', ['install', '--no-audit', '--no-fund', '--no-update-notifier'], folder);
  return folder;
}
