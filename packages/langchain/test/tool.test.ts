import { pattern, type ToolContext, toJsonSchema } from '@ashlar/core';
import { recordingContext } from '@ashlar/core/testing';
import { describeToolContract } from '@ashlar/core/testing/vitest';
import { ToolMessage } from '@langchain/core/messages';
import { Command } from '@langchain/langgraph';
import { tool } from 'langchain';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import { fromTool } from '../src/index.ts';

const fields = { name: 'price_of', description: 'What a stone costs.' };
const input = z.object({ stone: z.string(), count: z.number().int().default(1) });
const priceOf = tool(({ stone, count }) => ({ stone, euros: count * 12 }), {
  ...fields,
  schema: input,
});

const jsonInput = {
  type: 'object',
  properties: { stone: { type: 'string' } },
  required: ['stone'],
  additionalProperties: false,
} as const;

const output = z.object({ stone: z.string(), euros: z.number() });

describeToolContract('fromTool of a tool with a zod schema', () => ({
  tool: fromTool(priceOf, { effect: 'read', output }) as never,
  valid: [{ stone: 'ashlar', count: 2 }, { stone: 'rubble' }] as never[],
  invalid: [{}, { stone: 4 }, { stone: 'ashlar', count: 1.5 }, null, 'ashlar'],
}));

describeToolContract('fromTool of a tool with a schema of zod 3', () => ({
  tool: fromTool(
    tool(({ stone }) => `a ${stone}`, {
      ...fields,
      schema: z3.object({ stone: z3.string() }) as never,
    }),
    { effect: 'idempotent' },
  ) as never,
  valid: [{ stone: 'ashlar' }] as never[],
  invalid: [{}, { stone: 4 }],
}));

describeToolContract('fromTool of a tool with JSON Schema', () => ({
  tool: fromTool(
    tool((given) => (given as { stone: string }).stone, { ...fields, schema: jsonInput as never }),
    { effect: 'once' },
  ) as never,
  valid: [{ stone: 'ashlar' }] as never[],
  invalid: [{}, { stone: 4 }, { stone: 'x', more: 1 }],
}));

function context(): ReturnType<typeof recordingContext> & ToolContext {
  return { ...recordingContext(), idempotencyKey: 'acme/run/call' };
}

describe('a tool of LangChain', () => {
  it('gets its defaults and transforms once, and shows models what it takes', async () => {
    const seen: unknown[] = [];
    const schema = z.object({
      at: z.string().transform((text) => text.length),
      n: z.number().default(3),
    });
    const measured = tool((given) => void seen.push(given), { ...fields, schema });
    const adapted = fromTool(measured, { effect: 'read' });
    const call = pattern({ name: 'call', version: '1' }, (given: unknown, scope) =>
      scope.call(adapted, given),
    );
    expect(await call.run({ at: 'four' }).value()).toBeNull();
    expect(seen).toEqual([{ at: 4, n: 3 }]);
    expect(toJsonSchema(adapted.input)).toMatchObject({
      type: 'object',
      properties: { at: { type: 'string' } },
      required: ['at'],
    });
  });

  it('takes a single string as an object with one', async () => {
    const shout = tool((text: string) => text.toUpperCase(), { ...fields });
    const adapted = fromTool(shout, { effect: 'read' });
    expect(toJsonSchema(adapted.input)).toMatchObject({
      properties: { input: { type: 'string' } },
    });
    expect(await adapted.run({ input: 'stone' }, context())).toBe('STONE');
  });

  it('learns the idempotency key, the signal and who asks', async () => {
    let config: { configurable?: Record<string, unknown>; signal?: AbortSignal } = {};
    const spy = tool(
      (_given, given) => {
        config = given as typeof config;
        return 'done';
      },
      { ...fields, schema: input },
    );
    const principal = { tenant: 'acme', subject: 'ada', groups: [] };
    const own = { ...context(), principal };
    await fromTool(spy, { effect: 'once' }).run({ stone: 'ashlar' }, own);
    expect(config.configurable).toMatchObject({ idempotencyKey: 'acme/run/call', principal });
    expect(config.signal?.aborted).toBe(false);
  });

  it('gives the content of a message, the content of a pair, and fails with a failed message', async () => {
    const run = (give: () => unknown, more = {}) =>
      fromTool(tool(give as never, { ...fields, schema: input, ...more }) as never, {
        effect: 'read',
      }).run({ stone: 'ashlar' }, context());
    const message = (status: 'success' | 'error') => () =>
      new ToolMessage({ content: 'said', tool_call_id: 'a', status });
    expect(await run(message('success'))).toBe('said');
    expect(
      await run(() => ['said', { artifact: true }], { responseFormat: 'content_and_artifact' }),
    ).toBe('said');
    await expect(run(message('error'))).rejects.toMatchObject({
      code: 'tool.failed',
      facts: { tool: 'price_of' },
    });
    await expect(run(() => new Command({ goto: 'end' }))).rejects.toMatchObject({
      code: 'langchain.unsupported',
      facts: { what: 'a Command as its result' },
    });
  });

  it('settles at once on an abort that it does not listen to', async () => {
    const stuck = tool(() => new Promise<string>(() => {}), { ...fields, schema: input });
    const own = context();
    const end = fromTool(stuck, { effect: 'once' })
      .run({ stone: 'ashlar' }, own)
      .catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 5));
    own.abort();
    expect(await end).toMatchObject({ code: 'run.stopped' });
  });

  it('is refused where nothing here could keep what it says', () => {
    const wrong: readonly (readonly [object, string])[] = [
      [{ ...fields, description: '' }, 'no description'],
      [{ ...fields, schema: input, returnDirect: true }, 'returnDirect'],
      [{ ...fields, schema: undefined }, 'no schema'],
      [{ ...fields, schema: { type: 'string' } }, 'a schema that is no object'],
    ];
    for (const [own, what] of wrong) {
      const bare = { invoke: async () => 'x', ...own };
      expect(() => fromTool(bare as never, { effect: 'read' })).toThrow(
        expect.objectContaining({ code: 'langchain.unsupported', facts: { of: 'price_of', what } }),
      );
    }
    const loose = tool(() => 'x', {
      ...fields,
      schema: { type: 'object', properties: {}, unevaluatedProperties: false } as never,
    });
    expect(() => fromTool(loose, { effect: 'read' })).toThrow(
      expect.objectContaining({ code: 'schema.unsupported' }),
    );
  });
});
