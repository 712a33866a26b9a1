import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Where a peer lives. */
export function peerFolder(peer: string): string {
  return join(import.meta.dirname, peer);
}

export function isInstalled(peer: string): boolean {
  return existsSync(join(peerFolder(peer), 'node_modules'));
}

/** Installs exactly what the lockfile of the peer says, outside of the workspace. Install scripts do not run. */
export async function installPeer(peer: string): Promise<void> {
  const command = ['-y', 'pnpm@12', 'install', '--ignore-workspace', '--frozen-lockfile'];
  await promisify(execFile)('npx', [...command, '--ignore-scripts'], { cwd: peerFolder(peer) });
}
