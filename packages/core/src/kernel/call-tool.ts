import { AshlarError, isAshlarError } from '../errors.ts';
import type { Json } from '../json/json.ts';
import { toJson } from '../json/to-json.ts';
import { fitting } from '../schema.ts';
import type { EffectOptions } from '../scope.ts';
import { thrownText } from '../thrown-text.ts';
import type { Tool } from '../tool.ts';
import { createCallContext } from './call-context.ts';
import { digestFields } from './digest.ts';
import { runEffect } from './effect.ts';
import { idempotencyKey } from './effect-id.ts';
import { govern, outermost } from './govern.ts';
import type { ScopeState } from './scope-state.ts';

/**
 * Runs a tool once, with an idempotency key that stays the same over retries and resumes. What goes in and what comes out is
 * checked by the schemas of the tool that really runs, below all policies.
 */
export function callTool<I, O>(
  scope: ScopeState,
  tool: Tool<I, O>,
  input: I,
  { key }: EffectOptions,
): Promise<O> {
  const { execution } = scope;
  let own: Json | undefined;
  const what = `tool ${tool.name}`;
  const spec = {
    type: 'call' as const,
    name: tool.name,
    key,
    effect: tool.effect,
    digest: () => {
      own = input === undefined ? undefined : toJson(input, `The input of ${what}`);
      return digestFields({ input: own, effect: tool.effect }, `The input of ${what}`);
    },
    input: () => own,
    counts: true,
  };
  return runEffect(scope, spec, async (inside) => {
    const governed = govern(scope.policies, 'tool', tool as unknown as Tool);
    const accepted = await fitting(governed.input, own, 'input.invalid', what);
    const { principal, tree } = execution;
    const key = idempotencyKey(principal?.tenant, tree.runId, inside.path);
    const context = { ...createCallContext(outermost(inside)), idempotencyKey: key };
    const result = await attempt(tool.name, () => governed.run(accepted, context));
    if (governed.output === undefined) return result;
    return fitting(governed.output, result, 'output.invalid', what);
  }) as Promise<O>;
}

async function attempt<T>(tool: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw isAshlarError(error) ? error : failed(tool, error);
  }
}

function failed(tool: string, error: unknown): AshlarError {
  const message = thrownText(error);
  return new AshlarError('tool.failed', `The tool ${tool} failed: ${message}`, {
    facts: { tool },
    cause: error,
  });
}
