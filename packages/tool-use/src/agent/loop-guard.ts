import { canonicalJson, type ToolCallPart } from '@ashlar/core';

/** Counts calls of the same tool with the same arguments. */
export interface LoopGuard {
  /** Notes a call. `told`: it was made too often and is not made again. `stop`: the model was told already. */
  note(call: ToolCallPart): 'run' | 'told' | 'stop';
}

/** @param repeats how often the same call is made */
export function createLoopGuard(repeats: number): LoopGuard {
  const counts = new Map<string, number>();
  return {
    note(call) {
      const key = fingerprint(call.name, call.input);
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
