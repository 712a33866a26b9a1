import {
  type Agent,
  createRuntime,
  type Json,
  type JsonPart,
  type Origin,
  type Scope,
} from '@ashlar/core';
import { type CompleteRule, toRules } from '../inspect/check-rule.ts';
import { guardModel } from './guard-model.ts';
import type { GuardOptions } from './guard-options.ts';
import { createInspector, type Inspector } from './inspector.ts';
import { partsOfValue, valueOfParts } from './value-parts.ts';
import { withoutDeltas } from './without-deltas.ts';

/** An agent whose effects can be undone, as those of `@ashlar/tool-use`. */
export interface Undoable<I, O> {
  /** The same agent, undoing what it did. */
  readonly rollback: Agent<I, O>;
}

/**
 * The same agent behind checks of its input and its output. What its models say while it runs must not get around them:
 * checks of output that follow a stream guard each of its models, too; where others wait for the whole answer of the agent,
 * nothing is shown of what its models write. Partial results pass the checks of output that answer at once; where others are, none is
 * told.
 */
export function guardAgent<I, O>(
  agent: Agent<I, O> & Partial<Undoable<I, O>>,
  options: GuardOptions,
): Agent<I, O> & Partial<Undoable<I, O>> {
  const guarded = guardedAgent(agent, options);
  const { rollback } = agent;
  return rollback === undefined
    ? guarded
    : Object.assign(guarded, { rollback: guardedAgent(rollback, options) });
}

function guardedAgent<I, O>(agent: Agent<I, O>, options: GuardOptions): Agent<I, O> {
  const inspector = createInspector(options);
  const { name, version, description, input, output } = agent;
  const bound = createRuntime(policyInside(toRules(options.checks), inspector));

  return bound.pattern<I, O>(
    {
      name,
      version,
      description,
      ...(input === undefined ? {} : { input }),
      ...(output === undefined ? {} : { output }),
    },
    async (given, scope) => {
      const own = await passed(given, 'input', scope);
      return passed(await scope.run(agent, own), 'output', scope);
    },
  );

  async function passed<T>(value: T, stage: 'input' | 'output', scope: Scope): Promise<T> {
    if (value === undefined || value === null) return value;
    const origin: Origin = stage === 'input' ? 'user' : 'model';
    const given = partsOfValue(value as Json, MESSAGE).map((part, index) => {
      return { part, origin, stage, index };
    });
    const parts = await inspector.pass(given, scope);
    return valueOfParts(value as Json, MESSAGE, parts) as T;
  }
}

/** Where the input of a tool agent has the parts of a message. */
const MESSAGE = 'message';

function policyInside(
  rules: readonly CompleteRule[],
  inspector: Inspector,
): Parameters<typeof createRuntime>[0] {
  const ofOutput = rules.filter(({ check }) => check.stages.includes('output'));
  const flowing = ofOutput
    .filter(({ check }) => check.cost !== 'remote' && check.lookback !== undefined)
    .map((rule) => ({ ...rule, check: { ...rule.check, stages: ['output'] as const } }));
  if (ofOutput.length === 0) return {};
  return {
    policy: {
      model(model) {
        const own = flowing.length === 0 ? model : guardModel(model, { checks: flowing });
        return flowing.length === ofOutput.length ? own : withoutDeltas(own);
      },
      // There is no time to wait for a check here: what one has to wait for is not told.
      partial(value) {
        const part = { type: 'json', value } as const;
        const given = { part, origin: 'model', stage: 'output', index: 0 } as const;
        const ruling = inspector.now([given], 'output');
        if (ruling === undefined || ruling.blocked) return undefined;
        return (ruling.parts[0] as JsonPart).value;
      },
    },
  };
}
