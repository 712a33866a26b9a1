import type { Agent, RunOptions } from './agent.ts';
import { OURS, parentOf } from './kernel/parent.ts';
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

/** Makes patterns for one runtime. */
export function patternFor(runtime: RuntimeCore, runtimeOf: (options: RunOptions) => RuntimeCore) {
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
        const inside = parentOf(runOptions);
        if (inside !== undefined)
          return startNested(definition, given, runOptions, inside, runtime);
        return startRoot(definition, given, runOptions, runtimeOf(runOptions));
      },
    };
    return Object.assign(agent, { [OURS]: true });
  };
}
