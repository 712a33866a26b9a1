import type { Agent } from './agent.ts';
import { composeRuntimes } from './kernel/compose-runtimes.ts';
import { OURS, takeParent, takeRuntime } from './kernel/hidden-options.ts';
import type { RuntimeCore } from './kernel/runtime-core.ts';
import { type Definition, startNested, startRoot } from './kernel/start.ts';
import type { Schema } from './schema.ts';
import type { Scope } from './scope.ts';

export interface PatternOptions<I, O> {
  /** Stands in ids, events and journals. */
  readonly name: string;
  /** Change it when the flow changes: a journal of another version is not replayed. */
  readonly version: string;
  readonly description?: string;
  /** Checked before the body runs; needed where the pattern is offered as a tool. */
  readonly input?: Schema<I>;
  /** Checked when the body has returned. */
  readonly output?: Schema<O>;
  /** Earlier versions whose journals this one can replay. @default none */
  readonly resumes?: readonly string[];
}

export type PatternBody<I, O> = (input: I, scope: Scope) => Promise<O> | O;

/** Makes patterns for one runtime. Where they are run under another one, both hold. */
export function patternFor(own: RuntimeCore) {
  return <I, O>(options: PatternOptions<I, O>, body: PatternBody<I, O>): Agent<I, O> => {
    const { name, version, description = '', input, output, resumes = [] } = options;
    const definition: Definition<I, O> = { name, version, input, output, resumes, body };
    const agent: Agent<I, O> = {
      name,
      version,
      description,
      ...(input === undefined ? {} : { input }),
      ...(output === undefined ? {} : { output }),
      run(given, runOptions = {}) {
        const inside = takeParent(runOptions);
        if (inside !== undefined) return startNested(definition, given, runOptions, inside, own);
        const outer = takeRuntime(runOptions) ?? own;
        return startRoot(definition, given, runOptions, composeRuntimes(outer, own));
      },
    };
    return Object.assign(agent, { [OURS]: true });
  };
}
