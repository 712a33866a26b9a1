// What a guard costs: a streamed answer per chunk at several lengths, and each check per kB of text. [--json] [--rounds 5]
import { parseArgs } from 'node:util';
import {
  type ChatModel,
  type Check,
  detachedContext,
  user,
} from '../../packages/core/src/index.ts';
import { scriptedModel } from '../../packages/core/src/testing/index.ts';
import { guard, length, pii, unicode } from '../../packages/guardrails/src/index.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '5' } },
});
const rounds = Number(values.rounds);
const SENTENCE =
  'Write to ann.lee@stone.example.org or call (415) 555-0132; the stone 4711 is ready. ';

function print(row: Readonly<Record<string, unknown>>): void {
  console.log(
    values.json
      ? JSON.stringify(row)
      : Object.entries(row)
          .map(([name, value]) => `${name} ${value}`)
          .join(', '),
  );
}

/** The best of some rounds, in CPU milliseconds. */
async function cpu(run: () => Promise<void>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    await run();
    const { user: own, system } = process.cpuUsage(before);
    best = Math.min(best, (own + system) / 1000);
  }
  return best;
}

async function drain(model: ChatModel): Promise<void> {
  for await (const _ of model.stream({ messages: [user('?')] }, detachedContext()));
}

for (const chunks of [1000, 10_000, 40_000]) {
  const text = SENTENCE.repeat(Math.ceil((chunks * 5) / SENTENCE.length)).slice(0, chunks * 5);
  const inner = scriptedModel(() => text, { chunks: (all) => all.match(/.{1,5}/gs) ?? [] });
  const bare = await cpu(() => drain(inner));
  const guarded = await cpu(() => drain(guard(inner, { checks: [unicode(), pii()] })));
  const microseconds = ((guarded - bare) * 1000) / chunks;
  print({
    stream: `${chunks} chunks of 5 characters`,
    bareMs: Math.round(bare),
    guardedMs: Math.round(guarded),
    microsecondsPerChunk: Number(microseconds.toFixed(2)),
  });
}

const context = { ...detachedContext(), stage: 'input' } as const;
const checks: readonly Check[] = [length(), unicode(), pii()];
const text = SENTENCE.repeat(13).slice(0, 1000);
const part = { part: { type: 'text', text }, origin: 'user', index: 0 } as const;
for (const check of checks) {
  const times: number[] = [];
  for (let round = 0; round < 2000; round += 1) {
    const start = performance.now();
    await check.inspect([part], context);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number =>
    Number((times[Math.floor(times.length * share)] ?? 0).toFixed(4));
  print({ check: check.id, of: '1 kB', p50Ms: at(0.5), p95Ms: at(0.95) });
}
