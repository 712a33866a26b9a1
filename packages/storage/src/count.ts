import { whole } from './arguments.ts';
import type { AddOptions, Counted } from './counters.ts';

/** What adding does to a count: the rule that every driver applies inside its atomic step. */
export function count(value: number, amount: number, options: AddOptions): Counted {
  whole(amount, 'amount', Number.MIN_SAFE_INTEGER);
  if (options.cap !== undefined) whole(options.cap, 'cap', Number.MIN_SAFE_INTEGER);
  const sum = whole(value + amount, 'the sum of a counter', Number.MIN_SAFE_INTEGER);
  const refused = amount > 0 && options.cap !== undefined && sum > options.cap;
  return refused ? { added: false, value } : { added: true, value: sum };
}
