import { describeAgentContract } from '@ashlar/core/testing/vitest';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { extract } from '../src/index.ts';
import { asked } from './pattern-support.ts';

const invoice = z.object({
  number: z.string(),
  total: z.number(),
  paid: z.boolean(),
  lines: z.array(z.object({ item: z.string(), price: z.number() })),
});

const TEXT = `Invoice   A-17

Lamp      12.50
Chair  1,200.00

Total 1,212.50. The amount was transferred on 3 May.
`;

const full = {
  value: {
    number: 'A-17',
    total: 1212.5,
    paid: true,
    lines: [
      { item: 'Lamp', price: 12.5 },
      { item: 'Chair', price: 1200 },
    ],
  },
  evidence: [
    { path: '/number', quote: 'Invoice A-17' },
    { path: '/total', quote: 'Total 1,212.50' },
    { path: '/paid', quote: 'The amount was transferred on 3 May.' },
    { path: '/lines/0/item', quote: 'Lamp' },
    { path: '/lines/0/price', quote: 'Lamp 12.50' },
    { path: '/lines/1/item', quote: 'Chair' },
    { path: '/lines/1/price', quote: 'Chair 1,200.00' },
  ],
};

const document = { source: 'a17.txt', text: TEXT };

describe('extract', () => {
  test('gives typed values with the places where they stand, and asks for a look at what was only read', async () => {
    const { model } = asked({ 'rag.extract': () => full });
    const agent = extract({ model, schema: invoice });
    const { value, fields, review } = await agent.run(document).value();

    expect(value).toEqual(full.value);
    expect(fields).toHaveLength(7);
    for (const { citation } of fields) {
      expect(TEXT.slice(citation?.span.start, citation?.span.end)).toBe(citation?.quote);
    }
    expect(fields.find(({ path }) => path === '/lines/1/price')).toMatchObject({
      value: 1200,
      confidence: 1,
      citation: { source: 'a17.txt', line: 4 },
    });
    expect(review).toEqual([{ path: '/paid', problem: 'unsure', message: 'read, not copied' }]);
  });

  test('asks for a look at values that no words carry, and at what does not fit', async () => {
    const { model } = asked({
      'rag.extract': () => ({
        value: { number: 'A-17', total: 99, paid: null, lines: [] },
        evidence: [
          { path: '/number', quote: 'Invoice A-17' },
          { path: '/total', quote: 'Total 99' },
        ],
      }),
    });
    const result = await extract({ model, schema: invoice }).run(document).value();
    expect(result.value).toBeUndefined();
    expect(result.found).toEqual({ number: 'A-17', total: 99, lines: [] });
    expect(result.review).toEqual([
      { path: '/total', problem: 'unsure', message: 'no words of the document carry it' },
      { path: '', problem: 'invalid', message: expect.stringContaining('boolean') },
    ]);
  });

  test('reads a long document in parts, joins lists, and reports what parts say differently', async () => {
    const { model, names } = asked({
      'rag.extract': ({ text }: { text: string }) => {
        const total = text.includes('Lamp') ? 12.5 : 1200;
        const item = text.includes('Lamp') ? 'Lamp' : 'Chair';
        return {
          value: {
            number: text.includes('A-17') ? 'A-17' : null,
            total,
            paid: null,
            lines: [{ item, price: item === 'Lamp' ? 12.5 : 1200 }],
          },
          evidence: [
            { path: '/number', quote: 'A-17' },
            { path: '/total', quote: item === 'Lamp' ? '12.50' : '1,200.00' },
            { path: '/lines/0/item', quote: item },
            { path: '/lines/0/price', quote: item === 'Lamp' ? '12.50' : '1,200.00' },
          ],
        };
      },
    });
    const schema = invoice.omit({ paid: true });
    const agent = extract({ model, schema, partCharacters: 30 });
    const two = 'Lamp      12.50\n\nChair  1,200.00 of A-17';
    const { value, fields, review } = await agent.run({ ...document, text: two }).value();
    expect(names).toHaveLength(2);
    expect(value).toEqual({
      number: 'A-17',
      total: 12.5,
      lines: [
        { item: 'Lamp', price: 12.5 },
        { item: 'Chair', price: 1200 },
      ],
    });
    expect(fields.find(({ path }) => path === '/lines/1/item')?.citation?.line).toBe(3);
    expect(review).toContainEqual({
      path: '/total',
      problem: 'conflict',
      message: 'one part says 12.5, another 1200',
    });
  });

  test('gives nothing for an empty document without asking anybody', async () => {
    const { model, names } = asked({});
    const schema = z.object({ number: z.string().optional() });
    const result = await extract({ model, schema }).run({ source: 'empty', text: '' }).value();
    expect(names).toEqual([]);
    expect(result.fields).toEqual([]);
  });
});

describeAgentContract('extract', () => {
  const { model } = asked({ 'rag.extract': () => full });
  return { agent: extract({ model, schema: invoice, partCharacters: 60 }), input: document };
});
