import { type Agent, pattern, type Scope } from '@ashlar/core';

export interface Step {
  readonly id: string;
  readonly agent: Agent<string, string>;
  readonly task: string;
  readonly after: readonly string[];
}

/** Runs every step as soon as those before it are done, with their results in its task. */
export function dag(name: string, steps: readonly Step[]): Agent<null, Record<string, string>> {
  return pattern({ name, version: '1' }, async (_: null, scope) => {
    const done = new Map(steps.map(({ id }) => [id, Promise.withResolvers<string>()]));
    const branches = steps.map(
      (step) => [step.id, (branch: Scope) => perform(branch, step)] as const,
    );
    return scope.parallel(Object.fromEntries(branches));

    async function perform(branch: Scope, { id, agent, task, after }: Step): Promise<string> {
      const before = await Promise.all(after.map((earlier) => done.get(earlier)?.promise));
      const value = await branch.run(agent, [task, ...before].join('\n'));
      done.get(id)?.resolve(value);
      return value;
    }
  });
}
