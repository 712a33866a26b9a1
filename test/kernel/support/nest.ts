import { type Agent, pattern, type Scope } from '@ashlar/core';

/** An agent whose body runs in the innermost of `depth` runs, one inside the other. */
export function nest<O>(depth: number, body: (scope: Scope) => Promise<O>): Agent<null, O> {
  const name = `level-${depth}`;
  const inner = depth === 1 ? undefined : nest(depth - 1, body);
  return pattern({ name, version: '1' }, (_: null, scope) =>
    inner === undefined ? body(scope) : scope.run(inner, null),
  );
}

/** The path of the innermost run of {@link nest}, with a slash behind it when it is not empty. */
export function pathAt(depth: number): string {
  let path = '';
  for (let level = depth - 1; level >= 1; level -= 1) path += `run:level-${level}#0/`;
  return path;
}
