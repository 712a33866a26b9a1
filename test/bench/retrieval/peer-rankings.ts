import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Collection } from '../../data/collections.ts';
import { isInstalled, peerFolder } from '../../peers/install-peer.ts';

let told = false;

/** Rankings of other libraries, from a process of their own; none, and it is said, where they are not installed. */
export async function peerRankings({
  pages,
  questions,
}: Collection): Promise<Record<string, string[][]>> {
  if (!isInstalled('retrieval')) {
    if (!told) {
      console.error(
        'Without MiniSearch, Orama and LangChain: npx -y pnpm@12 install --ignore-workspace in test/peers/retrieval installs them.',
      );
    }
    told = true;
    return {};
  }
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-retrieval-'));
  try {
    const file = join(folder, 'input.json');
    const input = { documents: pages, questions: questions.map(({ text }) => text) };
    writeFileSync(file, JSON.stringify(input));
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [join(peerFolder('retrieval'), 'search.mjs'), file],
      { maxBuffer: 2 ** 28 },
    );
    if (stderr !== '') console.error(stderr.trim());
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
