import {
  AshlarError,
  type CheckStage,
  type Json,
  NotJsonError,
  type Origin,
  type Tool,
  toJson,
  type Verdict,
} from '@ashlar/core';
import type { GuardOptions } from './guard-options.ts';
import { blockedBy, createInspector } from './inspector.ts';
import { partsOfValue, valueOfParts } from './value-parts.ts';

/** The same tool behind checks of what it is called with and what it returns. */
export function guardTool<I, O>(tool: Tool<I, O>, options: GuardOptions): Tool<I, O> {
  const inspector = createInspector(options);

  return {
    ...tool,
    async run(input, context) {
      const own = await passed(input, 'tool-call', 'model');
      const result = await tool.run(own, context);
      // As the run will record it: nothing may become text only later.
      const plain =
        result === undefined ? result : (jsonOf(result, `The result of ${tool.name}`) as O);
      return passed(plain, 'tool-result', 'tool');

      async function passed<T>(value: T, stage: CheckStage, origin: Origin): Promise<T> {
        if (value === undefined || value === null) return value;
        const given = partsOfValue(value as Json, CONTENT).map((part, index) => {
          return { part, origin, stage, index };
        });
        const parts = await inspector.pass(given, context);
        const isSame = parts.every((one, index) => one === given[index]?.part);
        if (stage === 'tool-call' && !isSame && mayBeApproved(tool)) throw blockedBy([UNLIKE]);
        return valueOfParts(value as Json, CONTENT, parts) as T;
      }
    },
  };
}

// As tools of `@ashlar/tool-use` say it. Whoever approved a call has seen its arguments: with others it must not run.
function mayBeApproved(tool: object): boolean {
  return 'needsApproval' in tool;
}

const UNLIKE: Verdict = {
  check: 'guard',
  action: 'block',
  code: 'guard.not-as-approved',
  message: 'A mask would make other arguments out of those that a person approves.',
};

/** Where the result of a tool has parts of a message: `toolContent` of `@ashlar/tool-use`. */
const CONTENT = 'ashlarContent';

/** @throws value.not-json naming the place */
function jsonOf(value: unknown, what: string): Json {
  try {
    return toJson(value, what);
  } catch (error) {
    if (!(error instanceof NotJsonError)) throw error;
    const { path, found } = error;
    throw new AshlarError('value.not-json', error.message, { facts: { what, path, found } });
  }
}
