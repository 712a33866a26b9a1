import { expect, test } from 'vitest';
import { z } from 'zod';
import { pattern, type Scope, type Tool } from '../src/index.ts';

const seen: unknown[] = [];
const book: Tool<{ seats: number; row?: string | undefined }, { ok: boolean }> = {
  name: 'book',
  description: 'Books seats.',
  input: z.object({ seats: z.number().max(5), row: z.string().default('any') }),
  output: z.object({ ok: z.boolean() }),
  effect: 'once',
  async run(input) {
    seen.push(input);
    return input.seats === 4 ? ('booked' as never) : { ok: true };
  },
};

async function call(input: unknown) {
  seen.length = 0;
  const body = (_: null, scope: Scope) => scope.call(book, input as { seats: number });
  return pattern({ name: 'p', version: '1' }, body).run(null).value();
}

test('a tool gets its input as its schema gives it back', async () => {
  expect(await call({ seats: 2 })).toEqual({ ok: true });
  expect(seen).toEqual([{ seats: 2, row: 'any' }]);
});

test.each([[{ seats: 6 }], [{ seats: 'two' }], [null], [undefined]])(
  'the tool does not run with %j, which its schema refuses',
  async (input) => {
    await expect(call(input)).rejects.toMatchObject({
      code: 'input.invalid',
      facts: { what: 'tool book' },
    });
    expect(seen).toEqual([]);
  },
);

test('a result that the schema of the tool refuses does not reach the pattern', async () => {
  await expect(call({ seats: 4 })).rejects.toMatchObject({ code: 'output.invalid' });
  expect(seen).toHaveLength(1);
});
