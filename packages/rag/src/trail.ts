import type { Answer, AnswerStep, JsonObject, Scope } from '@ashlar/core';

/** What a pattern did, for its answer and for those who watch. */
export interface Trail {
  readonly steps: readonly AnswerStep[];
  /** Adds a step; watchers see it as the note `rag.<name>`. */
  add(name: string, facts: JsonObject): void;
  /** The steps of branches, in the order of the branches: which was faster must not show. */
  join(branches: readonly Trail[]): void;
  /** The answer with the steps and with what they used. */
  end(answer: Answer): Answer;
}

export function trailOf(scope: Scope): Trail {
  const steps: AnswerStep[] = [];
  return {
    steps,
    add(name, facts) {
      steps.push({ name, facts });
      scope.emit(`rag.${name}`, facts);
    },
    join(branches) {
      steps.push(...branches.flatMap((branch) => branch.steps));
    },
    end: (answer) => ({
      ...answer,
      steps: [...steps, ...(answer.steps ?? [])],
      usage: scope.usage,
    }),
  };
}
