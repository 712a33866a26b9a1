// What the adapter costs over the bare AWS SDK with NodeHttpHandler, in the same run: tsc -b && node bench/overhead.ts
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';

// As published: compiled files, not sources whose types Node strips.
const core = new URL('../../core/dist/index.js', import.meta.url).href;
const published = `import { registerHooks } from 'node:module';
registerHooks({ resolve: (name, context, next) =>
  name === '@ashlar/core' ? { url: '${core}', shortCircuit: true } : next(name, context) });`;
registerHooks({
  resolve: (name, context, next) =>
    name === '@ashlar/core' ? { url: core, shortCircuit: true } : next(name, context),
});
const built = new URL('../dist/index.js', import.meta.url).href;
const { bedrock, chatModel } = (await import(built)) as typeof import('../src/index.ts');

const server = fork(fileURLToPath(new URL('server.ts', import.meta.url)));
const [{ port }] = (await once(server, 'message')) as [{ port: number }];
const endpoint = `http://127.0.0.1:${port}`;
const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
const region = 'us-east-1';
const text = 'Which stone is dressed? '.repeat(20);

const requestHandler = new NodeHttpHandler({});
const sdk = new BedrockRuntimeClient({ region, endpoint, credentials, requestHandler });
const model = chatModel('m', { connection: bedrock({ region, endpoint, credentials }) });
const bare = { modelId: 'm', messages: [{ role: 'user' as const, content: [{ text }] }] };
const request = {
  messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text }] }],
};

/** Runs each in turns and gives the median CPU milliseconds of one unit of work. */
async function cpu(
  rounds: number,
  units: number,
  work: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<Record<string, number>> {
  const taken = new Map(Object.keys(work).map((name): [string, number[]] => [name, []]));
  for (let round = -2; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(work)) {
      const before = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) taken.get(name)?.push((user + system) / 1000 / units);
    }
  }
  return medians(taken);
}

function medians(taken: ReadonlyMap<string, readonly number[]>): Record<string, number> {
  return Object.fromEntries([...taken].map(([name, list]) => [name, median(list)]));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function drain(events: AsyncIterable<unknown> | undefined): Promise<void> {
  for await (const _ of events ?? []);
}

async function times(count: number, run: () => Promise<unknown>): Promise<void> {
  for (let index = 0; index < count; index += 1) await run();
}

const calls = await cpu(15, 100, {
  sdk: () => times(100, () => sdk.send(new ConverseCommand(bare))),
  ashlar: () => times(100, () => model.generate(request)),
});
const events = await cpu(15, 5004, {
  sdk: async () => drain((await sdk.send(new ConverseStreamCommand(bare))).stream),
  ashlar: () => drain(model.stream(request)),
});

const clients = ['sdk', 'zod+sdk', 'ashlar', 'ashlar-options'];
const cold = new Map(clients.map((client): [string, number[]] => [client, []]));
const script = fileURLToPath(new URL('cold.ts', import.meta.url));
const hook = `data:text/javascript,${encodeURIComponent(published)}`;
for (let round = 0; round < 11; round += 1) {
  for (const [client, taken] of cold) {
    const args = ['--import', hook, script, client, endpoint];
    taken.push(Number(execFileSync(process.execPath, args, { encoding: 'utf8' })));
  }
}
server.disconnect();
sdk.destroy();

console.log('CPU ms per call', calls, 'over:', (calls.ashlar ?? 0) - (calls.sdk ?? 0));
const micro = Object.fromEntries(Object.entries(events).map(([name, ms]) => [name, ms * 1000]));
console.log('CPU us per event', micro, 'over:', (micro.ashlar ?? 0) - (micro.sdk ?? 0));
console.log('fresh process to first request, ms', medians(cold));
process.exit();
