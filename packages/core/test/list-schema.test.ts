import { type Schema, toJsonSchema } from '@ashlar/core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { listSchema } from '../src/list-schema.ts';
import { describeIssues, validate } from '../src/schema.ts';

const cities: Schema<readonly { city: string }[]> = listSchema(
  z.object({ city: z.string().transform((city) => city.trim()) }),
);

test('a list has the schema of its items, and its values are what they are parsed to', async () => {
  expect(toJsonSchema(listSchema(z.string()))).toEqual({
    type: 'array',
    items: { type: 'string' },
  });
  expect(await validate(cities, [{ city: ' Oslo ' }])).toEqual({ value: [{ city: 'Oslo' }] });
  expect(await validate(cities, [])).toEqual({ value: [] });
});

test('what is no list is refused', async () => {
  for (const value of [{ 0: { city: 'a' }, length: 1 }, 'a', null, undefined]) {
    expect(await validate(cities, value)).toMatchObject({
      issues: [{ message: 'must be a list' }],
    });
  }
});

test('every issue of every item is told with its place', async () => {
  const { issues = [] } = await validate(cities, [{ city: 1 }, { city: 'a' }, null]);
  expect(issues.map(({ path }) => path)).toEqual([[0, 'city'], [2]]);
  expect(describeIssues(issues)).toMatch(/^\$\[0\]\.city: .*\n\$\[2\]: /);
});
