// What a call, a stream event and a cold start cost over the bare AWS SDK, and beside other people's clients, all as published.
// [--json] [--rounds 15]. Clients of test/peers that are not installed are left out, and it is said.
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { build } from 'rolldown';
import { isInstalled, peerFolder } from '../peers/install-peer.ts';
import { skipped } from '../peers/skipped.ts';
import { clients, needs } from './overhead/clients.ts';
import type { Endurance } from './overhead/endurance.ts';
import { median } from './overhead/median.ts';
import { type Cold, type Load, printOverhead } from './overhead/print-overhead.ts';
import { linkPublished } from './weight/published.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '15' },
  },
});
const rounds = Number(values.rounds);
const deltas = 5000;

const root = fileURLToPath(new URL('../..', import.meta.url));
const missing = Object.entries(needs).filter(([, peer]) => !isInstalled(peer));
const names = Object.keys(clients).filter((name) => !missing.some(([one]) => one === name));

/** Clients of a cold start; what zod costs is no overhead where it is used anyway. */
const starts: Readonly<Record<string, readonly string[]>> = {
  'zod + AWS SDK': ['AWS SDK', 'zod'],
  ...Object.fromEntries(names.map((name) => [name, [name]])),
};

const folder = mkdtempSync(join(tmpdir(), 'ashlar-overhead-'));
const here = (file: string): string => join(import.meta.dirname, 'overhead', file);
try {
  await linkPublished(root, folder);
  // JavaScript: stripping types would be a part of every cold start.
  await build({
    input: ['cold.ts', 'load.ts', 'endurance.ts'].map(here),
    external: (specifier) => !/^[./]/.test(specifier),
    platform: 'node',
    output: { dir: folder, entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' },
  });
  const server = fork(here('server.ts'), [String(deltas)]);
  const [endpoints] = await once(server, 'message');
  const at = JSON.stringify(endpoints);
  const cold = await coldStarts(at);
  const load: Record<string, Load> = await run('load.mjs', [
    at,
    values.rounds,
    String(deltas),
    ...names,
  ]);
  const endurance: Record<string, Endurance> = {};
  for (const name of names.filter((one) => one !== 'simpleRag')) {
    endurance[name] = await run('endurance.mjs', [name, at, '200', '5']);
  }
  server.disconnect();
  const found = {
    cold,
    load,
    endurance,
    missing: missing.map(([name, peer]) => skipped(name, peer)),
  };
  if (values.json) console.log(JSON.stringify(found, undefined, 2));
  else printOverhead(found);
} finally {
  rmSync(folder, { recursive: true });
}

/** Medians over rounds in which all take turns, so that a busy machine slows all of them. */
async function coldStarts(endpoints: string): Promise<Record<string, Cold>> {
  const taken = new Map(Object.keys(starts).map((name): [string, Cold[]] => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, [client = '', ...zod]] of Object.entries(starts)) {
      taken.get(name)?.push(await run('cold.mjs', [client, endpoints, ...zod]));
    }
  }
  const medians = [...taken].map(([name, runs]): [string, Cold] => [
    name,
    {
      importMs: median(runs.map(({ importMs }) => importMs)),
      firstRequestMs: median(runs.map(({ firstRequestMs }) => firstRequestMs)),
      rssMb: median(runs.map(({ rssMb }) => rssMb)),
    },
  ]);
  return Object.fromEntries(medians);
}

async function run<T>(file: string, args: readonly string[]): Promise<T> {
  const env = { ...process.env, PEERS: peerFolder('.') };
  const options = { cwd: folder, encoding: 'utf8', env } as const;
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], options);
  return JSON.parse(stdout);
}
