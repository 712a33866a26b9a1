import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import {
  type EmulatorOptions,
  failWith,
  type Lack,
  type ModelLimits,
  throttle,
} from '../src/index.ts';
import { hello } from './client.ts';
import { echoModel } from './echo-model.ts';
import { post, serve } from './serve.ts';

const converse = '/model/m/converse';
const body = { messages: [{ role: 'user', content: [{ text: 'hello' }] }] };

async function statuses(url: string, count: number): Promise<number[]> {
  const all: number[] = [];
  for (let n = 0; n < count; n += 1) {
    all.push(
      await post(url, converse, body).then(
        ({ status }) => status,
        () => 0,
      ),
    );
  }
  return all;
}

it('a rule plays its fault as many times as it says', async () => {
  const faults = [{ times: 2, fault: throttle({ retryAfterSeconds: 1 }) }];
  const { running } = await serve({ chat: echoModel(), faults });
  expect(await statuses(running.url, 4)).toEqual([429, 429, 200, 200]);
});

it('rules can be added and forgotten while the emulator runs', async () => {
  const { running } = await serve({ chat: echoModel() });
  running.faults.add({ fault: failWith(503) });
  expect(await statuses(running.url, 1)).toEqual([503]);
  running.faults.clear();
  expect(await statuses(running.url, 1)).toEqual([200]);
});

describe('over HTTP', () => {
  const send = (url: string, method: string, value?: unknown) =>
    fetch(`${url}/_ashlar/faults`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(value !== undefined && { body: JSON.stringify(value) }),
    });

  it('rules are added, listed and forgotten, and the log is read', async () => {
    const { running } = await serve({ chat: echoModel() });
    const rule = { operation: 'Converse', times: 1, fault: throttle({ retryAfterSeconds: 3 }) };
    expect(await (await send(running.url, 'POST', [rule])).json()).toEqual({ faults: [rule] });
    expect(await statuses(running.url, 2)).toEqual([429, 200]);
    expect(await (await send(running.url, 'DELETE')).json()).toEqual({ faults: [] });
    const log = await (await fetch(`${running.url}/_ashlar/requests`)).json();
    expect(log).toMatchObject([{ operation: 'Converse', fault: 'error' }, { status: 200 }]);
  });

  it.each([
    [{ fault: { kind: 'explode' } }, 'its kind has to be one of error, slow'],
    [{ fault: { kind: 'error', status: 200, exception: 'X' } }, 'status has to be from 400'],
    [{ fault: { kind: 'stall' } }, 'afterEvents of stall has to be a number'],
    [{ fault: { kind: 'reset', after: 1 } }, 'reset has no after'],
    [
      { fault: { kind: 'exception', afterEvents: 1, exception: 'Odd' } },
      'exception has to be one of',
    ],
    [{ operation: 'Dance', fault: { kind: 'reset' } }, 'operation has to be one of'],
    [17, 'its kind'],
  ])('refuses %j', async (rule, message) => {
    const { running } = await serve({ chat: echoModel() });
    const answer = await send(running.url, 'POST', rule);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining(message) });
    expect(running.faults.rules).toEqual([]);
  });

  it('takes rules from no page of a browser', async () => {
    const { running } = await serve({ chat: echoModel() });
    const plain = JSON.stringify({ fault: { kind: 'reset' } });
    const answer = await fetch(`${running.url}/_ashlar/faults`, { method: 'POST', body: plain });
    expect(answer.status).toBe(400);
  });
});

describe('by header', () => {
  it('one request asks for its own fault', async () => {
    const { running, sdk } = await serve({ chat: echoModel() });
    const ask = (fault: unknown) => {
      const headers = { 'x-ashlar-fault': JSON.stringify(fault) };
      return fetch(`${running.url}${converse}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
    };
    expect((await ask(failWith(529))).status).toBe(529);
    expect((await ask({ kind: 'nonsense' })).status).toBe(400);
    await expect(ask({ kind: 'reset' })).rejects.toThrow();
    const answer = await sdk.send(new ConverseCommand(hello()));
    expect(answer.stopReason).toBe('end_turn');
  });
});

describe('by seed', () => {
  const run = async (seed: number, rate: number) => {
    const { running } = await serve({ chat: echoModel(), chaos: { seed, rate } });
    return statuses(running.url, 40);
  };

  it('the same seed fails the same requests, another one others', async () => {
    const first = await run(7, 0.4);
    expect(await run(7, 0.4)).toEqual(first);
    expect(await run(8, 0.4)).not.toEqual(first);
    expect(first.filter((status) => status !== 200).length).toBeGreaterThan(5);
    expect(first).toContain(200);
  });

  it('a rate of zero fails none, of one all', async () => {
    const own = { faults: [failWith(500)] };
    const at = async (rate: number) => {
      const { running } = await serve({ chat: echoModel(), chaos: { seed: 1, rate, ...own } });
      return new Set(await statuses(running.url, 10));
    };
    expect([await at(0), await at(1)]).toEqual([new Set([200]), new Set([500])]);
  });
});

describe('what a model cannot do', () => {
  const tool = {
    toolSpec: { name: 'look', inputSchema: { json: { type: 'object' } }, strict: true },
  };
  const toolConfig = { tools: [tool] };
  const image = { image: { format: 'png', source: { bytes: new Uint8Array([1]) } } } as const;
  const document = {
    document: { name: 'a', format: 'txt', source: { bytes: new Uint8Array([1]) } },
  } as const;
  const user = (...content: object[]) => ({
    messages: [{ role: 'user', content: [{ text: 'hello' }, ...content] }],
  });

  it.each<[Lack, object, string]>([
    ['tools', { toolConfig }, "This model doesn't support tool use."],
    [
      'forced-tools',
      { toolConfig: { ...toolConfig, toolChoice: { any: {} } } },
      'toolConfig.toolChoice',
    ],
    ['strict-tools', { toolConfig }, 'strict'],
    ['system', { system: [{ text: 'x' }] }, 'system messages'],
    ['images', user(image), "This model doesn't support the image field for user messages."],
    ['documents', user(document), "This model doesn't support documents."],
    ['temperature-with-top-p', { inferenceConfig: { temperature: 1, topP: 1 } }, 'cannot both'],
    [
      'structured-output',
      {
        outputConfig: {
          textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: '{}' } } },
        },
      },
      'outputConfig.textFormat',
    ],
    [
      'prefill',
      { messages: [...user().messages, { role: 'assistant', content: [{ text: 'He' }] }] },
      'prefill',
    ],
  ])('is refused: %s', async (lack, more, message) => {
    const send = async (models: EmulatorOptions['models']) => {
      const { sdk } = await serve({ chat: echoModel(), ...(models && { models }) });
      return sdk.send(new ConverseCommand({ ...hello(), ...more }));
    };
    await expect(send({ 'any.model-v1': { lacks: [lack] } })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
    expect((await send(undefined)).stopReason).toBe('end_turn');
  });

  it.each<[Lack, object, string]>([
    ['streaming', {}, 'The model is unsupported for streaming.'],
    ['tools-in-streams', { toolConfig }, "This model doesn't support tool use in streaming mode."],
  ])('is refused in streams alone: %s', async (lack, more, message) => {
    const { sdk } = await serve({
      chat: echoModel(),
      models: { 'any.model-v1': { lacks: [lack] } },
    });
    const input = { ...hello(), ...more };
    await expect(sdk.send(new ConverseStreamCommand(input))).rejects.toThrow(message);
    expect((await sdk.send(new ConverseCommand(input))).stopReason).toBe('end_turn');
  });

  const limited = async (limits: ModelLimits, modelId: string, text = 'hello') => {
    const { sdk } = await serve({ chat: echoModel(), models: { [modelId]: limits } });
    return sdk.send(new ConverseCommand({ ...hello(text), modelId }));
  };

  it('input beyond its context window is too long', async () => {
    await expect(limited({ contextWindow: 10 }, 'm', 'x'.repeat(41))).rejects.toThrow(
      'Input is too long for requested model.',
    );
    expect((await limited({ contextWindow: 10 }, 'm', 'x'.repeat(40))).stopReason).toBe('end_turn');
  });

  it('a model that needs an inference profile answers under one only', async () => {
    await expect(limited({ profileOnly: true }, 'acme.big-v1:0')).rejects.toThrow(
      'with on-demand throughput isn’t supported',
    );
    expect((await limited({ profileOnly: true }, 'eu.acme.big-v1:0')).stopReason).toBe('end_turn');
  });
});
