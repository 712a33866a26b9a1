// The loop of a tool agent beside those of other libraries, with a model in the same process: CPU, tools side by side, abort, limits.
// [--json]. Libraries of test/peers that are not installed are left out, and it is said.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { isInstalled, peerFolder } from '../peers/install-peer.ts';
import { skipped } from '../peers/skipped.ts';
import type { Ending, Measured } from './agent-loop/measure.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });

/** Name, folder in test/peers; ours has none. */
const loops: readonly (readonly [string, string | undefined])[] = [
  ['toolAgent', undefined],
  ['AI SDK', 'ai-sdk'],
  ['LangChain createAgent', 'langchain'],
  ['Strands Agent', 'strands'],
  ['OpenAI agents', 'openai-agents'],
];

const measured: Record<string, Measured> = {};
const missing: string[] = [];
for (const [name, peer] of loops) {
  if (peer === undefined) measured[name] = await measure(here('tool-agent.ts'));
  else if (isInstalled(peer)) measured[name] = await measure(join(peerFolder(peer), 'agent.mjs'));
  else missing.push(skipped(name, peer));
}
if (values.json) console.log(JSON.stringify({ measured, missing }, undefined, 2));
else print();

function here(file: string): string {
  return join(import.meta.dirname, 'agent-loop', file);
}

async function measure(module: string): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    here('measure.ts'),
    module,
  ]);
  // Strands writes what it skips to the same place.
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

function print(): void {
  line('', [
    'CPU a step',
    '1 tool',
    '10 tools',
    '100 tools',
    'abort',
    'step 20',
    'step 200',
    'heap at 200',
  ]);
  line('', ['ms', 'ms', 'ms', 'ms', 'ms', 'ms', 'ms', 'MB']);
  for (const [name, { cpuMsPerStep, parallelMs, abortMs, long }] of Object.entries(measured)) {
    line(name, [
      cpuMsPerStep.toFixed(3),
      ...Object.values(parallelMs).map((ms) => ms.toFixed(1)),
      abortMs?.toFixed(1) ?? 'never',
      long.early.toFixed(2),
      long.late.toFixed(2),
      long.heapMb.toFixed(1),
    ]);
  }
  console.log();
  for (const [name, { identical, limited }] of Object.entries(measured)) {
    console.log(`${name.padEnd(22)} the same call for ever: ${told(identical)}`);
    console.log(`${''.padEnd(22)} a limit of 5: ${told(limited)}`);
  }
  for (const words of missing) console.log(words);
}

function told({ end, turns, text }: Ending): string {
  return `${end} after ${turns} turns, ${text ? 'with' : 'without'} a text`;
}

function line(name: string, cells: readonly string[]): void {
  console.log(`${name.padEnd(22)}${cells.map((cell) => cell.padStart(12)).join('')}`.trimEnd());
}
