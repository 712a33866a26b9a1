import { X509Certificate } from 'node:crypto';
import { Agent } from 'node:https';
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AuthOptions, type Emulator, emulator } from '../src/index.ts';
import { selfSigned } from '../src/tls/self-signed.ts';
import { eventsOf, hello } from './client.ts';
import { echoModel } from './echo-model.ts';

async function start(options: object): Promise<Emulator> {
  const running = await emulator({ chat: echoModel(), ...options });
  onTestFinished(() => running.close());
  return running;
}

function sdkOf(url: string, config: object): BedrockRuntimeClient {
  const sdk = new BedrockRuntimeClient({
    endpoint: url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
    ...config,
  });
  onTestFinished(() => sdk.destroy());
  return sdk;
}

describe('signatures', () => {
  const auth: AuthOptions = { accessKeys: { AKIDEXAMPLE: 'secret' }, bearerKeys: ['key-1'] };
  const ask = async (options: AuthOptions, config: object = {}, modelId = 'any.model-v1:0') => {
    const running = await start({ auth: options });
    const sdk = sdkOf(running.url, config);
    return sdk.send(new ConverseCommand({ ...hello(), modelId })).then(
      ({ stopReason }) => stopReason,
      ({ name }) => name,
    );
  };

  it.each([
    'any.model-v1:0',
    'arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.a.b-v1:0',
  ])('that are right pass, also with signs in the path: %s', async (modelId) => {
    expect(await ask(auth, {}, modelId)).toBe('end_turn');
  });

  it('that are right pass over HTTP/2', async () => {
    const requestHandler = new NodeHttp2Handler();
    expect(await ask(auth, { requestHandler })).toBe('end_turn');
  });

  it.each<[string, AuthOptions, object, string]>([
    ['another secret', { accessKeys: { AKIDEXAMPLE: 'other' } }, {}, 'InvalidSignatureException'],
    ['an unknown key', { accessKeys: {} }, {}, 'UnrecognizedClientException'],
    ['another region', { ...auth, region: 'us-east-1' }, {}, 'InvalidSignatureException'],
    ['a clock that is wrong', auth, { systemClockOffset: 3_600_000 }, 'InvalidSignatureException'],
    [
      'a wrong API key',
      auth,
      { token: { token: 'key-2' }, authSchemePreference: ['httpBearerAuth'] },
      'AccessDeniedException',
    ],
  ])('are refused with %s', async (_what, options, config, name) => {
    expect(await ask(options, config)).toBe(name);
  });

  it('an API key that is right passes', async () => {
    const config = { token: { token: 'key-1' }, authSchemePreference: ['httpBearerAuth'] };
    expect(await ask(auth, config)).toBe('end_turn');
  });

  it('cover the body, and have to be there', async () => {
    const running = await start({ auth });
    const seen: { headers: Record<string, string>; path: string }[] = [];
    const sdk = sdkOf(running.url, {});
    sdk.middlewareStack.add(
      (next) => (args) => {
        const { headers, path } = args.request as (typeof seen)[number];
        seen.push({ headers, path });
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await sdk.send(new ConverseCommand(hello()));
    const { host: _host, 'content-length': _length, ...headers } = seen[0]?.headers ?? {};
    const replay = (body: string, own: Record<string, string>) =>
      fetch(`${running.url}${seen[0]?.path}`, { method: 'POST', headers: own, body });
    const tampered = await replay('{"messages":[]}', headers);
    expect(tampered.headers.get('x-amzn-errortype')).toBe('InvalidSignatureException');
    const bare = await replay('{}', {});
    expect([bare.status, bare.headers.get('x-amzn-errortype')]).toEqual([
      403,
      'MissingAuthenticationTokenException',
    ]);
    const odd = await replay('{}', { authorization: 'AWS4-HMAC-SHA256 nonsense' });
    expect(odd.headers.get('x-amzn-errortype')).toBe('IncompleteSignatureException');
  });
});

describe('TLS', () => {
  it.each(['http/1.1', 'h2'] as const)(
    'serves %s to a client that trusts its certificate',
    async (transport) => {
      const running = await start({ tls: true });
      const ca = running.certificate;
      expect(running.url).toMatch(/^https:/);
      const requestHandler =
        transport === 'http/1.1'
          ? new NodeHttpHandler({ httpsAgent: new Agent({ ca }) })
          : new NodeHttp2Handler({ nodeHttp2ConnectOptions: { ca } });
      const sdk = sdkOf(running.url, { requestHandler });
      expect((await sdk.send(new ConverseCommand(hello()))).stopReason).toBe('end_turn');
      expect((await eventsOf(sdk, hello())).at(-1)?.metadata).toBeDefined();
      expect(running.requests.map((request) => request.transport)).toEqual([transport, transport]);
    },
  );

  it('is nothing to a client that does not trust it, and goes on', async () => {
    const running = await start({ tls: true });
    const stranger = sdkOf(running.url, {});
    await expect(stranger.send(new ConverseCommand(hello()))).rejects.toThrow(/self.signed/i);
    await expect(fetch(running.url.replace('https', 'http'))).rejects.toThrow();
    const httpsAgent = new Agent({ ca: running.certificate });
    const friend = sdkOf(running.url, { requestHandler: new NodeHttpHandler({ httpsAgent }) });
    expect((await friend.send(new ConverseCommand(hello()))).stopReason).toBe('end_turn');
  });

  it('cuts a connection when a reset is asked for', async () => {
    const faults = [{ fault: { kind: 'reset', afterEvents: 2 } as const }];
    const running = await start({ tls: true, faults });
    const httpsAgent = new Agent({ ca: running.certificate });
    const sdk = sdkOf(running.url, { requestHandler: new NodeHttpHandler({ httpsAgent }) });
    await expect(eventsOf(sdk, hello())).rejects.toThrow('aborted');
  });

  it('takes a certificate of one’s own', async () => {
    const own = selfSigned();
    const running = await start({ tls: own });
    expect(running.certificate).toBe(own.cert);
  });

  it('makes a certificate for loopback that signs itself and ends', () => {
    const { cert } = selfSigned();
    const parsed = new X509Certificate(cert);
    expect(parsed.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(parsed.checkHost('localhost')).toBe('localhost');
    expect(parsed.checkHost('example.com')).toBeUndefined();
    expect(parsed.verify(parsed.publicKey)).toBe(true);
    expect(Date.parse(parsed.validTo) - Date.now()).toBeLessThan(31 * 86_400_000);
  });
});
