import type { CallContext } from '../context.ts';
import type { Policy } from '../policy.ts';
import { createMeter } from './meter.ts';
import { jsonOf } from './not-json.ts';
import type { ScopeState } from './scope-state.ts';
import { step } from './step.ts';
import { WITHIN } from './within.ts';

/** What a model, tool, retriever or check is given: its own place under the effect that called it. */
export function createCallContext(
  inside: ScopeState,
  attributes: Readonly<Record<string, string>> = inside.execution.attributes,
): CallContext {
  const { execution } = inside;
  const { principal } = execution;
  const context: CallContext & { readonly [WITHIN]: (policy: Policy) => CallContext } = {
    signal: inside.cancel.signal(),
    meter: createMeter(inside),
    ...(principal === undefined ? {} : { principal }),
    attributes,
    emit: (name, data) =>
      execution.emit({ type: 'note', name, data: jsonOf(data, `The note ${name}`) }),
    step: (name, run, options = {}) =>
      step(inside, name, (deeper) => run(createCallContext(deeper, attributes)), options),
    [WITHIN]: (policy) =>
      createCallContext({ ...inside, policies: [policy, ...inside.policies] }, attributes),
    ask: (answerer, input) => execution.tree.createScope(inside).ask(answerer, input),
    check: (checks, parts, options) =>
      execution.tree.createScope(inside).check(checks, parts, options),
  };
  return context;
}
