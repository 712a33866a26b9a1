import type { Tool } from '@ashlar/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nearestName, tool, toolSpecs } from '../../src/index.ts';

const named = (name: string): Tool =>
  tool({ name, description: 'Does it.', input: z.object({}), effect: 'read', run: () => name });

const wireOf = (names: readonly string[]): Readonly<Record<string, string | undefined>> => {
  const tools = names.map(named);
  const specs = toolSpecs(tools);
  return Object.fromEntries(tools.map((one) => [one.name, specs.nameOf(one)]));
};

describe('names of tools', () => {
  it('stay as they are where Bedrock takes them, else lose what it does not take', () => {
    expect(wireOf(['get_time', 'math.factorial', 'Über maß', 'a/b:c'])).toEqual({
      get_time: 'get_time',
      'math.factorial': 'math_factorial',
      'Über maß': 'Uber_ma_',
      'a/b:c': 'a_b_c',
    });
  });

  it('are told apart where they would meet, always in the same way', () => {
    const names = [
      'a.b',
      'a_b',
      'a-b',
      'a b',
      'x'.repeat(70),
      `${'x'.repeat(70)}y`,
      '天気',
      '時間',
    ];
    const wire = wireOf(names);
    expect(wire).toMatchObject({ a_b: 'a_b', 'a-b': 'a-b' });
    expect(wire['a.b']).toMatch(/^a_b_[0-9a-z]{7}$/);
    expect(wireOf([...names].reverse())).toEqual(wire);
    expect(wireOf(['a.b'])).toEqual({ 'a.b': 'a_b' });
  });

  it('whatever they are, are legal, different and lead back to their tools', () => {
    const name = fc.oneof(
      fc.string({ minLength: 1, maxLength: 90, unit: 'grapheme' }),
      fc.stringMatching(/^[ab._-]{1,3}$/),
    );
    fc.assert(
      fc.property(fc.uniqueArray(name.filter((one) => one.trim() !== '')), (names) => {
        const tools = names.map(named);
        const { definitions, find } = toolSpecs(tools);
        for (const [index, definition] of definitions.entries()) {
          expect(definition.name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
          expect(find(definition.name)).toBe(tools[index]);
        }
        expect(new Set(definitions.map((one) => one.name)).size).toBe(names.length);
      }),
      { numRuns: 300 },
    );
  });

  it('lead to the tool also as it calls itself, and a made-up one to none', () => {
    const tools = ['math.factorial', 'a.b', 'a_b'].map(named);
    const { find, nameOf } = toolSpecs(tools);
    expect(find('math.factorial')).toBe(tools[0]);
    expect(find('a_b')).toBe(tools[2]);
    expect(find('a.b')).toBe(tools[1]);
    expect(find('factorial')).toBeUndefined();
    expect(nameOf(named('a.b'))).toBeUndefined();
  });

  it('may not come twice', () => {
    expect(() => toolSpecs([named('a'), named('a')])).toThrow(
      expect.objectContaining({ code: 'tool.duplicate', facts: { tool: 'a' } }),
    );
  });

  it('that are made up have a nearest one, when one is near', () => {
    const names = ['get_weather', 'get_time', 'send_mail'];
    expect(nearestName('getWeather', names)).toBe('get_weather');
    expect(nearestName('get_wether', names)).toBe('get_weather');
    expect(nearestName('sendEmail', names)).toBe('send_mail');
    expect(nearestName('delete_everything', names)).toBeUndefined();
    expect(nearestName('x'.repeat(100_000), names)).toBeUndefined();
  });
});

describe('the input of a tool as a model is shown it', () => {
  const shown = (input: Parameters<typeof tool>[0]['input']) =>
    toolSpecs([
      tool({ name: 'x', description: 'x', input: input as never, effect: 'read', run: () => 1 }),
    ]).definitions[0]?.inputSchema;

  it('is an object also where the schema is a union, with what all its parts ask for', () => {
    const input = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('mail'), to: z.string(), text: z.string() }),
      z.object({ kind: z.literal('sms'), to: z.number(), text: z.string() }),
    ]);
    expect(shown(input)).toEqual({
      type: 'object',
      properties: {
        kind: { type: 'string', enum: ['mail', 'sms'] },
        to: { anyOf: [{ type: 'string' }, { type: 'number' }] },
        text: { type: 'string' },
      },
      required: ['kind', 'to', 'text'],
    });
  });

  it('is an object also where the schema is an intersection', () => {
    const input = z.intersection(
      z.object({ a: z.string() }),
      z.object({ b: z.number().optional() }),
    );
    expect(shown(input)).toMatchObject({
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'number' } },
      required: ['a'],
    });
    expect(shown(input)).not.toHaveProperty('allOf');
  });

  it('keeps recursion, formats and nested unions', () => {
    interface Folder {
      name: string;
      inside: Folder[];
    }
    const folder: z.ZodType<Folder> = z.object({
      name: z.string(),
      get inside() {
        return z.array(folder);
      },
    });
    const input = z.object({ folder, on: z.iso.date(), value: z.union([z.string(), z.null()]) });
    const schema = shown(input) as {
      properties: Record<string, { $ref?: string }>;
      $defs?: Record<string, unknown>;
    };
    expect(schema.properties).toMatchObject({
      on: { type: 'string', format: 'date' },
      value: { type: ['string', 'null'] },
    });
    expect(JSON.stringify(schema)).toContain('"$ref":"#/');
  });
});
