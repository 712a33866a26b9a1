import type { Json, JsonSchema } from '../json.ts';
import type { JsonPath } from '../json-path.ts';
import { type Repair, repairAt, type SchemaRepair } from '../repair-kind.ts';
import { issueAt, type JsonIssue } from '../schema/issue.ts';
import type { AnySchema } from '../schema/resolve-ref.ts';

/** A value that fits, with what had to be changed and how far-fetched that was; or why there is none. */
export type Attempt =
  | {
      readonly ok: true;
      readonly value: Json;
      readonly repairs: readonly Repair[];
      readonly cost: number;
    }
  | { readonly ok: false; readonly issues: readonly JsonIssue[] };

/** One coercion, passed down to every part of it. */
export interface Coercion {
  readonly root: JsonSchema;
  /** How numbers were written whose text says more than their value, by path. */
  readonly numbers: ReadonlyMap<string, string>;
  /** The value is the text of a model, not JSON: a sentence may be searched for an answer, but is none by itself. */
  readonly prose: boolean;
  /** Nothing may be taken that says more than the result. */
  readonly exact: boolean;
  /** Coerces a part of the value. */
  readonly coerce: (value: Json, schema: AnySchema, path: JsonPath) => Attempt;
}

/** The value as it is. */
export function keep(value: Json, cost = 0): Attempt {
  return { ok: true, value, repairs: [], cost };
}

/** A changed value. */
export function changed(value: Json, kind: SchemaRepair, path: JsonPath, cost: number): Attempt {
  return { ok: true, value, repairs: [repairAt(kind, path)], cost };
}

/** An attempt on another form of the value, with the repair that led to that form. */
export function after(attempt: Attempt, kind: SchemaRepair, path: JsonPath, cost: number): Attempt {
  if (!attempt.ok) return attempt;
  return {
    ...attempt,
    repairs: [repairAt(kind, path), ...attempt.repairs],
    cost: attempt.cost + cost,
  };
}

/** No value. */
export function refused(path: JsonPath, message: string): Attempt {
  return { ok: false, issues: [issueAt(path, message)] };
}

/** The attempt that changed least; of equal ones the first. Without any, what the first one says is missing. */
export function cheapest(attempts: readonly Attempt[], otherwise: Attempt): Attempt {
  let best: Attempt | undefined;
  for (const attempt of attempts) {
    if (!attempt.ok) continue;
    if (best === undefined || (best.ok && attempt.cost < best.cost)) best = attempt;
  }
  return best ?? otherwise;
}
