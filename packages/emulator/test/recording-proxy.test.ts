import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConverseCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type EmulatorOptions,
  emulator,
  type RecordingProxyOptions,
  recordingProxy,
  throttle,
} from '../src/index.ts';
import { client, eventsOf, hello } from './client.ts';
import { echoModel } from './echo-model.ts';

async function cassetteFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ashlar-cassette-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'bedrock.jsonl');
}

/** A proxy before an emulator that plays the service, and a client of the proxy. */
async function behind(
  cassette: string,
  options: EmulatorOptions,
  more: Partial<RecordingProxyOptions> = {},
) {
  const service = await emulator(options);
  const proxy = await recordingProxy({ cassette, mode: 'record', upstream: service.url, ...more });
  const sdk = client(proxy.url);
  onTestFinished(async () => {
    sdk.destroy();
    await proxy.close();
    await service.close();
  });
  return { service, sdk };
}

async function replaying(cassette: string, more: Partial<RecordingProxyOptions> = {}) {
  const proxy = await recordingProxy({ cassette, ...more });
  const clients = [client(proxy.url), client(proxy.url, 'h2c by default')];
  onTestFinished(async () => {
    for (const sdk of clients) sdk.destroy();
    await proxy.close();
  });
  return clients;
}

describe('a recording', () => {
  it('is played again without the service: answers, streams and errors, over both protocols', async () => {
    const cassette = await cassetteFile();
    const faults = [{ request: 3, fault: throttle({ retryAfterSeconds: 7 }) }];
    const { sdk } = await behind(cassette, { chat: echoModel(), faults });
    const answer = await sdk.send(new ConverseCommand(hello('one')));
    const events = await eventsOf(sdk, hello('two'));
    await expect(sdk.send(new ConverseCommand(hello('three')))).rejects.toThrow();
    for (const again of await replaying(cassette)) {
      expect((await again.send(new ConverseCommand(hello('one')))).output).toEqual(answer.output);
      expect(await eventsOf(again, hello('two'))).toEqual(events);
      const error = await again.send(new ConverseCommand(hello('three'))).catch((thrown) => thrown);
      expect([error.name, error.$response.headers['retry-after']]).toEqual([
        'ThrottlingException',
        '7',
      ]);
    }
  });

  it('of a stream that broke off breaks off again', async () => {
    const cassette = await cassetteFile();
    const faults = [{ fault: { kind: 'reset', afterEvents: 2 } as const }];
    const { sdk } = await behind(cassette, { chat: echoModel(), faults });
    await expect(eventsOf(sdk, hello())).rejects.toThrow();
    const [again] = await replaying(cassette);
    if (again === undefined) throw new Error('no client');
    await expect(eventsOf(again, hello())).rejects.toThrow();
  });

  it('of the same request twice is played in order, the last one again', async () => {
    const cassette = await cassetteFile();
    let n = 0;
    const chat = echoModel(() => {
      n += 1;
      return { message: { role: 'assistant', content: [{ type: 'text', text: `${n}` }] } };
    });
    const { sdk } = await behind(cassette, { chat });
    await sdk.send(new ConverseCommand(hello()));
    await sdk.send(new ConverseCommand(hello()));
    const [again] = await replaying(cassette);
    const texts: unknown[] = [];
    for (let count = 0; count < 3; count += 1) {
      const answer = await again?.send(new ConverseCommand(hello()));
      texts.push(answer?.output?.message?.content?.[0]?.text);
    }
    expect(texts).toEqual(['1', '2', '2']);
  });

  it('holds no credential, no account number and nothing that the host takes out, in frames neither', async () => {
    const cassette = await cassetteFile();
    const secret = 'AKIAIOSFODNN7EXAMPLE';
    const redact = (text: string) => text.replaceAll('Ada', 'Somebody');
    const arn =
      'arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-x-v1:0';
    const { sdk } = await behind(cassette, { chat: echoModel() }, { redact });
    const text = `Ada has ${secret}`;
    await sdk.send(new ConverseCommand({ ...hello(text), modelId: arn }));
    await eventsOf(sdk, { ...hello(text), modelId: arn });
    const body = JSON.stringify({
      anthropic_version: 'b',
      max_tokens: 9,
      messages: [{ role: 'user', content: text }],
    });
    const command = () => new InvokeModelWithResponseStreamCommand({ modelId: arn, body });
    const read = async (from: typeof sdk) => {
      const { body: stream } = await from.send(command());
      let all = '';
      for await (const { chunk } of stream ?? []) all += new TextDecoder().decode(chunk?.bytes);
      return all;
    };
    await read(sdk);
    const file = await readFile(cassette, 'utf8');
    const decoded = file
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => Buffer.from(JSON.parse(line).body, 'base64').toString('latin1'));
    // The second half as well: it stands in a piece of its own.
    for (const forbidden of [
      secret,
      'SFODNN7EXAMPLE',
      '123456789012',
      'Ada',
      'Credential=',
      'x-amz-date',
    ]) {
      expect(file).not.toContain(forbidden);
      expect(decoded.join('\n')).not.toContain(forbidden);
    }
    const [again] = await replaying(cassette, { redact });
    if (again === undefined) throw new Error('no client');
    const events = await eventsOf(again, { ...hello(text), modelId: arn });
    const said = events
      .map(({ contentBlockDelta }) => contentBlockDelta?.delta?.text ?? '')
      .join('');
    expect(said).toContain('Somebody has');
    const chunks = await read(again);
    expect(chunks).toContain('message_stop');
    expect(chunks).not.toContain('SFODNN7EXAMPLE');
  });

  it('is signed anew for the upstream, which verifies it', async () => {
    const cassette = await cassetteFile();
    const auth = { accessKeys: { REAL: 'real-secret' } };
    const sign = { accessKeyId: 'REAL', secretAccessKey: 'real-secret', region: 'eu-central-1' };
    const plain = await behind(await cassetteFile(), { chat: echoModel(), auth });
    await expect(plain.sdk.send(new ConverseCommand(hello()))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    const { sdk } = await behind(cassette, { chat: echoModel(), auth }, { sign });
    expect((await sdk.send(new ConverseCommand(hello()))).stopReason).toBe('end_turn');
  });
});

it('replay says what it has no recording of; extend asks the service for that alone', async () => {
  const cassette = await cassetteFile();
  const { sdk } = await behind(cassette, { chat: echoModel() });
  await sdk.send(new ConverseCommand(hello('known')));
  const [again] = await replaying(cassette);
  await expect(again?.send(new ConverseCommand(hello('unknown')))).rejects.toMatchObject({
    name: 'UnrecordedRequestException',
  });
  const extended = await behind(cassette, { chat: echoModel() }, { mode: 'extend' });
  await extended.sdk.send(new ConverseCommand(hello('known')));
  await extended.sdk.send(new ConverseCommand(hello('unknown')));
  await extended.sdk.send(new ConverseCommand(hello('unknown')));
  expect(extended.service.requests).toHaveLength(1);
});

it('says what it needs', async () => {
  const cassette = await cassetteFile();
  await expect(recordingProxy({ cassette, mode: 'record' })).rejects.toThrow('needs an upstream');
  const upstream = 'http://127.0.0.1:9';
  const nowhere = join(cassette, 'no', 'folder.jsonl');
  await expect(recordingProxy({ cassette: nowhere, mode: 'record', upstream })).rejects.toThrow(
    'cannot be written',
  );
  await writeFile(cassette, '{"key": 1}\n');
  await expect(recordingProxy({ cassette })).rejects.toThrow(`${cassette}:1 is no recording`);
});

it('an upstream that is not there is a bad gateway', async () => {
  const { sdk } = await behind(await cassetteFile(), {}, { upstream: 'http://127.0.0.1:9' });
  await expect(sdk.send(new ConverseCommand(hello()))).rejects.toMatchObject({
    name: 'BadGatewayException',
  });
});

it('what cannot be written breaks the connection of its client, and close() says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ashlar-cassette-'));
  const service = await emulator({ chat: echoModel() });
  const cassette = join(folder, 'gone.jsonl');
  const proxy = await recordingProxy({ cassette, mode: 'record', upstream: service.url });
  await rm(folder, { recursive: true });
  const sdk = client(proxy.url);
  await expect(sdk.send(new ConverseCommand(hello()))).rejects.toThrow();
  sdk.destroy();
  await expect(proxy.close()).rejects.toThrow('ENOENT');
  await service.close();
});
