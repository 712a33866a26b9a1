import { canonicalJson, type EffectKind, type ToolCallPart } from '@ashlar/core';

/** Counts calls of the same tool with the same arguments. */
export interface LoopGuard {
  /**
   * Notes a call. `told`: it was made too often and is not made again. `stop`: the model was told already.
   *
   * @param effect of the tool, undefined where there is none of that name
   */
  note(call: ToolCallPart, effect: EffectKind | undefined): 'run' | 'told' | 'stop';
}

/**
 * Notices a model that goes round in circles. What it did for the first time and may have changed something is progress: after a file
 * was written the same tests may be run again. Two such calls in turn are no progress the second time.
 *
 * @param repeats how often the same call is made
 */
export function createLoopGuard(repeats: number): LoopGuard {
  const counts = new Map<string, number>();
  const changes = new Set<string>();
  return {
    note(call, effect) {
      const key = fingerprint(call.name, call.input);
      if (effect !== undefined && effect !== 'read' && !changes.has(key)) {
        changes.add(key);
        counts.clear();
      }
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      if (count <= repeats) return 'run';
      return count === repeats + 1 ? 'told' : 'stop';
    },
  };
}

/** The same for the same call, in whatever order its arguments stand. */
export function fingerprint(name: string, input: ToolCallPart['input']): string {
  return `${name} ${canonicalJson(input)}`;
}
