import { expect, test } from 'vitest';
import { cleanText, hasHidden } from '../../src/mcp/client/clean-text.ts';
import {
  digestOf,
  type McpDefinition,
  readDefinition,
} from '../../src/mcp/client/mcp-definition.ts';

const definition = (changes: Partial<McpDefinition>): McpDefinition => ({
  name: 'saw',
  description: 'Saws.',
  inputSchema: { type: 'object', properties: { wood: { type: 'string', enum: ['oak', 'elm'] } } },
  ...changes,
});
const property = (wood: object) =>
  definition({ inputSchema: { type: 'object', properties: { wood } } as never });

test('words lose what nobody sees and keep their lines', () => {
  expect(cleanText('a\u200bb\u202ec\u{e0041}\u{fe0f}\n\td', 100)).toBe('abc\n\td');
  expect(cleanText('x'.repeat(11), 10)).toBe(`${'x'.repeat(10)} …`);
  expect(hasHidden('a\r\nb')).toBe(false);
  expect(hasHidden('a\u00adb')).toBe(true);
});

test('words inside of schemas are cleaned, and a property may be called like a word', () => {
  const read = readDefinition(
    definition({
      inputSchema: {
        type: 'object',
        properties: {
          description: { type: 'string', description: 'What\u200b it is' },
          title: { type: 'string' },
        },
      },
    }),
  );
  if (typeof read === 'string') throw new Error(read);
  expect(read.input['~standard'].jsonSchema.input({ target: 'draft-2020-12' })).toEqual({
    type: 'object',
    properties: {
      description: { type: 'string', description: 'What it is' },
      title: { type: 'string' },
    },
  });
});

test.each([
  ['a name', definition({ name: 'sa\u200bw' }), 'its name has characters'],
  ['a choice', property({ enum: ['oak\u{e0041}'] }), 'its input schema has characters'],
  [
    'a property',
    definition({ inputSchema: { type: 'object', properties: { 'a\u200b': {} } } }),
    'its input schema has characters',
  ],
  ['a keyword', property({ type: 'array', contains: {} }), 'contains'],
  [
    'a result',
    definition({ outputSchema: { type: 'object', unevaluatedProperties: false } }),
    'unevaluatedProperties',
  ],
  ['a root', definition({ inputSchema: { type: 'array' } }), 'an object'],
  ['a size', property({ pattern: 'x'.repeat(100_001) }), 'longer than'],
])(
  '%s that cannot be shown or enforced makes it no tool, with the reason',
  (_what, given, reason) => {
    expect(readDefinition(given)).toEqual(expect.stringContaining(reason));
  },
);

test('the digest covers words, schemas and hints, and no order of keys', async () => {
  const digest = await digestOf(definition({}));
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  const changes: Partial<McpDefinition>[] = [
    { name: 'saw2' },
    { description: 'Saws.\u200b' },
    { title: 'Saw' },
    { inputSchema: { type: 'object' } },
    { outputSchema: { type: 'object' } },
    { annotations: { readOnlyHint: true } },
  ];
  const others = await Promise.all(changes.map((change) => digestOf(definition(change))));
  expect(new Set([digest, ...others]).size).toBe(changes.length + 1);
  const { name, description, inputSchema } = definition({});
  expect(await digestOf({ inputSchema, description: description ?? '', name })).toBe(digest);
});
