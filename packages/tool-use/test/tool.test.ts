import { pattern, type Tool, type ToolContext } from '@ashlar/core';
import { recordingContext, toolContract } from '@ashlar/core/testing';
import { describe, expect, expectTypeOf, it, test } from 'vitest';
import { z } from 'zod';
import { type DefinedTool, tool, toolSchema } from '../src/index.ts';

const weather = tool({
  name: 'weather',
  description: 'The weather of a city.',
  input: z.object({ city: z.string(), unit: z.enum(['C', 'F']).default('C') }),
  output: z.object({ degrees: z.number() }),
  effect: 'read',
  run: ({ city }) => ({ degrees: city.length }),
});

describe('a tool', () => {
  for (const { name, run } of toolContract(() => ({
    tool: weather as unknown as Tool<never>,
    valid: [{ city: 'Bern' }] as never[],
    invalid: [{}, { city: 1 }],
  }))) {
    test(name, run);
  }

  it('knows the types of its input and output', () => {
    expectTypeOf(weather).toEqualTypeOf<
      DefinedTool<{ city: string; unit: 'C' | 'F' }, { degrees: number }>
    >();
    const plain = tool({
      name: 'plain',
      description: 'From JSON Schema.',
      input: toolSchema<{ id: number }>({ type: 'object', properties: { id: { type: 'int' } } }),
      run: async ({ id }, { idempotencyKey }) => `${id + 1} ${idempotencyKey}`,
    });
    expectTypeOf(plain).toEqualTypeOf<DefinedTool<{ id: number }, string>>();
    const tools: readonly Tool[] = [weather, plain];
    expect(tools).toHaveLength(2);
    const town = z.object({ town: z.string() });
    // @ts-expect-error the input has no such property
    tool({ name: 'x', description: 'x', input: town, run: ({ city }) => city });
    // @ts-expect-error the output is no text
    tool({ name: 'x', description: 'x', input: town, output: z.string(), run: () => 1 });
  });

  it('acts once and without an approval unless it says otherwise', () => {
    const careful = tool({ name: 'pay', description: 'Pays.', input: z.object({}), run: () => 1 });
    expect(careful.effect).toBe('once');
    expect('needsApproval' in careful).toBe(false);
  });

  it('decides on approvals by its input, or always', async () => {
    const pay = (needsApproval: boolean | ((input: { usd: number }) => boolean)) =>
      tool({
        name: 'pay',
        description: 'Pays.',
        input: z.object({ usd: z.number() }),
        needsApproval,
        run: () => 'paid',
      });
    const context = recordingContext();
    const asked = async (one: DefinedTool<{ usd: number }, string>, usd: number) =>
      one.needsApproval?.({ usd } as never, context);
    expect(await asked(pay(true), 1)).toBe(true);
    expect(
      await asked(
        pay(({ usd }) => usd > 10),
        1,
      ),
    ).toBe(false);
    expect(
      await asked(
        pay(({ usd }) => usd > 10),
        11,
      ),
    ).toBe(true);
  });

  it('tells watchers how far it is', async () => {
    const copy = tool({
      name: 'copy',
      description: 'Copies files.',
      input: z.object({ files: z.int() }),
      effect: 'idempotent',
      async run({ files }, { progress }) {
        for (let done = 1; done <= files; done += 1) progress({ done, of: files });
        return files;
      },
    });
    const run = pattern({ name: 'copying', version: '1' }, (_: null, scope) =>
      scope.call(copy, { files: 2 }),
    ).run(null);
    const notes: unknown[] = [];
    for await (const event of run) if (event.type === 'note') notes.push(event.data);
    expect(notes).toEqual([
      { tool: 'copy', data: { done: 1, of: 2 } },
      { tool: 'copy', data: { done: 2, of: 2 } },
    ]);
  });

  it('undoes what it did, with the context of the undoing', async () => {
    const undone: unknown[] = [];
    const book = tool({
      name: 'book',
      description: 'Books a seat.',
      input: z.object({}),
      run: () => ({ seat: 7 }),
      compensate: ({ seat }, { idempotencyKey }) => void undone.push(seat, idempotencyKey),
    });
    const context: ToolContext = { ...recordingContext(), idempotencyKey: 'undo#0' };
    await book.compensate?.({ seat: 7 }, context);
    expect(undone).toEqual([7, 'undo#0']);
  });
});

describe('a tool that would fail later is refused where it is defined', () => {
  const defined = (changes: object) => () =>
    tool({
      name: 'x',
      description: 'x',
      input: z.object({}),
      run: () => 1,
      ...changes,
    } as Parameters<typeof tool>[0]);

  it.each<[string, object, RegExp]>([
    ['without a name', { name: ' ' }, /1 to 200 characters/],
    ['with a name without end', { name: 'x'.repeat(201) }, /1 to 200 characters/],
    ['without a description', { description: '' }, /when to use it/],
    ['with no time', { timeoutMs: 0 }, /above 0/],
    ['with a time that is none', { timeoutMs: Number.NaN }, /above 0/],
    ['with a date', { input: z.object({ on: z.date() }) }, /string for a date\.$/],
    ['with an input that is no object', { input: z.string() }, /a property of one/],
    ['with no schema', { input: { type: 'object' } }, /toolSchema/],
    ['with a circle of objects', { input: toolSchemaLike(circle()) }, /refer to it with \$ref/],
  ])('%s', (_what, changes, message) => {
    expect(defined(changes)).toThrow(
      expect.objectContaining({ code: 'tool.definition', message: expect.stringMatching(message) }),
    );
  });
});

function circle(): Record<string, unknown> {
  const schema: Record<string, unknown> = { type: 'object' };
  schema.properties = { self: schema };
  return schema;
}

function toolSchemaLike(schema: Record<string, unknown>) {
  const jsonSchema = { input: () => schema };
  return {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value: unknown) => ({ value }),
      jsonSchema,
    },
  };
}
