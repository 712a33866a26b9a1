import type { Json } from '../json/json.ts';
import type { Execution } from './execution.ts';
import { jsonOf } from './not-json.ts';

/** Notes what a run has so far and tells watchers, as far as the policies let it out. */
export function setPartial(execution: Execution, value: unknown): void {
  const own = letOut(execution, jsonOf(value, 'The partial result'));
  if (own === undefined) return;
  execution.partial = own;
  execution.emit({ type: 'partial', value: own });
}

/** The value as the policies let it out, asked from the innermost to the outermost; undefined: not at all. */
export function letOut({ policies }: Pick<Execution, 'policies'>, value: Json): Json | undefined {
  let own: Json | undefined = value;
  for (const { partial } of policies) {
    if (partial === undefined || own === undefined) continue;
    try {
      own = jsonOf(partial(own), 'A partial result behind a policy');
    } catch {
      return undefined;
    }
  }
  return own;
}
