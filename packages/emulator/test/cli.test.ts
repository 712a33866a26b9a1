import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { client, hello } from './client.ts';

const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

function run(...args: string[]) {
  const child = spawn(process.execPath, [cli, ...args], { stdio: 'pipe' });
  children.push(child);
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  return { child, said, exit: once(child, 'exit') };
}

async function engineFile(name: string, code: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ashlar-engine-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, name), code);
  return join(folder, name);
}

it('serves an engine written in TypeScript until Ctrl-C', async () => {
  const engine = await engineFile(
    'engine.ts',
    `const text: string = 'from the engine';
     const answer = { message: { role: 'assistant', content: [{ type: 'text', text }] }, stopReason: 'end', calls: [] };
     export default { chat: { id: 'x', info: { features: [] }, generate: async () => answer, async *stream() {} } };`,
  );
  const { child, said, exit } = run('--', '--port', '0', '--engine', engine);
  await expect.poll(() => said.out, { timeout: 8000 }).toContain('AGENT_RUNTIME=http');
  const url = /export AWS_ENDPOINT_URL_BEDROCK_RUNTIME=(\S+)/.exec(said.out)?.[1] ?? '';
  expect(said.out).toBe(
    `Ashlar emulator on ${url}\nexport AWS_ENDPOINT_URL_BEDROCK_RUNTIME=${url}\nexport AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME=${url}\n`,
  );
  const sdk = client(url);
  const answer = await sdk.send(new ConverseCommand(hello()));
  expect(answer.output?.message?.content).toEqual([{ text: 'from the engine' }]);
  child.kill('SIGINT');
  expect(await exit).toEqual([0, null]);
  sdk.destroy();
});

it('says in one sentence that the port is in use', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const address = other.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const { said, exit } = run('--port', String(port));
  expect(await exit).toEqual([1, null]);
  expect(said).toEqual({
    out: '',
    err: `Port ${port} is in use: stop what listens there, or choose another --port.\n`,
  });
});

it.concurrent.each([
  [['--port', 'many'], /^--port many is no port/],
  [
    ['--engine', 'no-such-file.ts'],
    /^The engine no-such-file.ts could not be loaded: Cannot find module/,
  ],
  [['--colour'], /^Unknown option '--colour'/],
])('says in one sentence what is wrong with %j', async (args, message) => {
  const { said, exit } = run(...args);
  expect(await exit).toEqual([1, null]);
  expect(said.err).toMatch(message);
  expect(said.err.trim().split('\n')).toHaveLength(1);
});

it('says which file has the certificate to trust', async () => {
  const engine = await engineFile('engine.js', 'export default { chat: {}, tls: true };');
  const { child, said, exit } = run('--engine', engine);
  await expect.poll(() => said.out, { timeout: 8000 }).toContain('NODE_EXTRA_CA_CERTS');
  const [, file = ''] = /NODE_EXTRA_CA_CERTS=(\S+)/.exec(said.out) ?? [];
  onTestFinished(() => rm(dirname(file), { recursive: true }));
  expect(await readFile(file, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----/);
  child.kill('SIGINT');
  expect(await exit).toEqual([0, null]);
});

it('refuses an option that there is not, in one sentence', async () => {
  const engine = await engineFile('engine.js', 'export default { chat: {}, retriever: {} };');
  const { said, exit } = run('--engine', engine);
  expect(await exit).toEqual([1, null]);
  expect(said.err).toMatch(/^emulator\(\): retriever: there is no such option\. Options: chat, /);
});

it('says what an engine has to export', async () => {
  const { said, exit } = run('--engine', await engineFile('engine.js', 'export const chat = {};'));
  expect(await exit).toEqual([1, null]);
  expect(said.err).toContain('has to export the emulator');
});
