// What a call, a stream event and a cold start cost over the bare AWS SDK, as published. [--json] [--rounds 15]
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { build } from 'rolldown';
import { median } from './overhead/median.ts';
import { linkPublished } from './weight/published.ts';

interface Cold {
  readonly importMs: number;
  readonly firstRequestMs: number;
}

interface Load {
  readonly cpuMsPerCall: number;
  readonly cpuUsPerEvent: number;
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '15' },
  },
});
const rounds = Number(values.rounds);
const deltas = 5000;

/** Clients of a cold start; what zod costs is no overhead where it is used anyway. */
const starts: Readonly<Record<string, readonly string[]>> = {
  'AWS SDK': ['AWS SDK'],
  'zod + AWS SDK': ['AWS SDK', 'zod'],
  chatModel: ['chatModel'],
  pattern: ['pattern'],
  simpleRag: ['simpleRag'],
};

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ashlar-overhead-'));
const here = (file: string): string => join(import.meta.dirname, 'overhead', file);
try {
  await linkPublished(root, folder);
  // JavaScript: stripping types would be a part of every cold start.
  await build({
    input: [here('cold.ts'), here('load.ts')],
    external: (specifier) => !/^[./]/.test(specifier),
    platform: 'node',
    output: { dir: folder, entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' },
  });
  const server = fork(here('server.ts'), [String(deltas)]);
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];
  const endpoint = `http://127.0.0.1:${port}`;
  const cold = await coldStarts(endpoint);
  const load: Record<string, Load> = await run('load.mjs', [
    endpoint,
    values.rounds,
    String(deltas),
  ]);
  server.disconnect();
  if (values.json) console.log(JSON.stringify({ cold, load }, undefined, 2));
  else print(cold, load);
} finally {
  rmSync(folder, { recursive: true });
}

/** Medians over rounds in which all take turns, so that a busy machine slows all of them. */
async function coldStarts(endpoint: string): Promise<Record<string, Cold>> {
  const taken = new Map(Object.keys(starts).map((name): [string, Cold[]] => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, [client = '', ...zod]] of Object.entries(starts)) {
      taken.get(name)?.push(await run('cold.mjs', [client, endpoint, ...zod]));
    }
  }
  const medians = [...taken].map(([name, runs]): [string, Cold] => [
    name,
    {
      importMs: median(runs.map(({ importMs }) => importMs)),
      firstRequestMs: median(runs.map(({ firstRequestMs }) => firstRequestMs)),
    },
  ]);
  return Object.fromEntries(medians);
}

async function run<T>(file: string, args: readonly string[]): Promise<T> {
  const options = { cwd: folder, encoding: 'utf8' } as const;
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], options);
  return JSON.parse(stdout);
}

function print(cold: Readonly<Record<string, Cold>>, load: Readonly<Record<string, Load>>): void {
  const head = ['import', 'first request', 'a call', 'an event'];
  const unit = ['ms', 'ms', 'CPU ms', 'CPU us'];
  const line = (name: string, cells: readonly string[]): void =>
    console.log(`${name.padEnd(20)}${cells.map((cell) => cell.padStart(15)).join('')}`.trimEnd());
  line('', head);
  line('', unit);
  for (const name of Object.keys(starts)) {
    const { importMs, firstRequestMs } = cold[name] as Cold;
    const busy = load[name];
    line(name, [
      importMs.toFixed(1),
      firstRequestMs.toFixed(1),
      busy?.cpuMsPerCall.toFixed(3) ?? '',
      busy?.cpuUsPerEvent.toFixed(2) ?? '',
    ]);
  }
  const over = (pick: (of: string) => number | undefined, base = 'AWS SDK'): number =>
    (pick('pattern') ?? 0) - (pick(base) ?? 0);
  line('pattern, over', [
    '',
    `+ ${over((of) => cold[of]?.firstRequestMs, 'zod + AWS SDK').toFixed(1)}`,
    `+ ${over((of) => load[of]?.cpuMsPerCall).toFixed(3)}`,
    `+ ${over((of) => load[of]?.cpuUsPerEvent).toFixed(2)}`,
  ]);
  line('bar', ['', '+ 25', '+ 0.3', '+ 5']);
}
