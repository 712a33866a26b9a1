import { type Clock, systemClock } from '../../clock.ts';
import type { JsonSchema } from '../../json/json.ts';
import { never } from '../../kernel/turn.ts';
import type { Schema } from '../../schema.ts';
import type { EffectKind, Tool } from '../../tool.ts';
import { frozenCopy } from '../model/frozen-copy.ts';
import { wait } from '../model/wait.ts';
import { looseSchema } from './loose-schema.ts';

export interface ScriptedToolOptions<I, O> {
  readonly name: string;
  /** @default 'The tool <name>.' */
  readonly description?: string;
  /** @default any object */
  readonly input?: Schema<I>;
  /** JSON Schema that models are shown, when there is no `input`. */
  readonly inputSchema?: JsonSchema;
  readonly output?: Schema<O>;
  /** @default 'read' */
  readonly effect?: EffectKind;
  /** Milliseconds of `clock` before it answers. @default 0 */
  readonly delayMs?: number;
  /** `stall`: no answer until somebody aborts. `hang`: not even then. */
  readonly fails?: 'stall' | 'hang';
  readonly clock?: Clock;
}

/** One call that a scripted tool received. The input is frozen. */
export interface ScriptedToolCall<I> {
  readonly input: I;
  readonly idempotencyKey: string;
}

export interface ScriptedTool<I, O> extends Tool<I, O> {
  /** Every call so far, in order. */
  readonly calls: readonly ScriptedToolCall<I>[];
}

/**
 * A tool that answers with what `answer` gives and remembers its calls. What `answer` throws, it rejects with.
 *
 * @example
 * const weather = scriptedTool({ name: 'weather' }, ({ city }: { city: string }) => `Rain in ${city}.`);
 * expect(weather.calls).toMatchObject([{ input: { city: 'Bergen' } }]);
 */
export function scriptedTool<I, O>(
  options: ScriptedToolOptions<I, O>,
  answer: (input: I, call: number) => O | Promise<O>,
): ScriptedTool<I, O> {
  const { name, description = `The tool ${name}.`, effect = 'read', output } = options;
  const { delayMs = 0, fails, clock = systemClock } = options;
  const calls: ScriptedToolCall<I>[] = [];
  return {
    name,
    description,
    effect,
    input: options.input ?? looseSchema<I>(options.inputSchema ?? { type: 'object' }),
    ...(output === undefined ? {} : { output }),
    calls,
    async run(input, { idempotencyKey, signal }) {
      calls.push(frozenCopy({ input, idempotencyKey }));
      const call = calls.length - 1;
      if (fails === 'hang') await never();
      if (fails === 'stall') await wait(undefined, clock, signal);
      if (delayMs > 0) await wait(delayMs, clock, signal);
      return answer(input, call);
    },
  };
}
