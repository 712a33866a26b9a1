import { AshlarError, isAshlarError } from '../errors.ts';
import type { Json } from '../json/json.ts';
import { toJson } from '../json/to-json.ts';
import type { EffectOptions } from '../scope.ts';
import { thrownText } from '../thrown-text.ts';
import type { Tool } from '../tool.ts';
import { createCallContext } from './call-context.ts';
import { digestFields } from './digest.ts';
import { runEffect } from './effect.ts';
import { idempotencyKey } from './effect-id.ts';
import { govern, outermost } from './govern.ts';
import type { ScopeState } from './scope-state.ts';

/** Runs a tool once, with an idempotency key that stays the same over retries and resumes. */
export function callTool<I, O>(
  scope: ScopeState,
  tool: Tool<I, O>,
  input: I,
  { key }: EffectOptions,
): Promise<O> {
  const { execution } = scope;
  const spec = {
    type: 'call' as const,
    name: tool.name,
    key,
    effect: tool.effect,
    digest: () => digestFields({ input, effect: tool.effect }, `The input of tool ${tool.name}`),
    counts: true,
  };
  return runEffect(scope, spec, async (inside) => {
    const governed = govern(scope.policies, 'tool', tool as unknown as Tool);
    const own = input === undefined ? undefined : toJson(input, `The input of tool ${tool.name}`);
    const { principal, tree } = execution;
    const key = idempotencyKey(principal?.tenant, tree.runId, inside.path);
    try {
      return await governed.run(own as Json, { ...contextOf(inside), idempotencyKey: key });
    } catch (error) {
      throw isAshlarError(error) ? error : failed(tool.name, error);
    }
  }) as Promise<O>;
}

// A spread would call the getter of `signal` early; the tool's context is a small object of its own.
function contextOf(inside: ScopeState) {
  const context = createCallContext(outermost(inside));
  return { ...context, signal: context.signal };
}

function failed(tool: string, error: unknown): AshlarError {
  const message = thrownText(error);
  return new AshlarError('tool.failed', `The tool ${tool} failed: ${message}`, {
    facts: { tool },
    cause: error,
  });
}
