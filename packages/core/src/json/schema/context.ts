import type { Json, JsonSchema } from '../json.ts';
import type { JsonPath } from '../json-path.ts';
import { compilePattern } from '../pattern/compile-pattern.ts';
import type { Matches } from '../pattern/linear-match.ts';
import { issueAt, type JsonIssue } from './issue.ts';
import type { AnySchema } from './resolve-ref.ts';

/** Applies a schema to a part of the value. Passed to the keyword groups, so that they need not know each other. */
export type Check = (value: Json, schema: AnySchema, path: (string | number)[]) => boolean;

/** One validation: the root that references start from, and what was found. */
export interface Validation {
  readonly root: JsonSchema;
  readonly issues: JsonIssue[];
  /** Verdicts of alternatives on containers, so that nested alternatives stay linear. */
  readonly known: Map<AnySchema, Map<Json, boolean>>;
  /** Issues are not recorded while alternatives are tried. */
  quiet: number;
}

const maxIssues = 50;

/** Records an issue. Always false: what has an issue does not fit. */
export function fail(validation: Validation, path: JsonPath, message: string): false {
  if (validation.quiet === 0 && validation.issues.length < maxIssues) {
    validation.issues.push(issueAt(path, message));
  }
  return false;
}

/** Compiles a pattern once for a schema; undefined where it cannot be enforced. */
export function patternOf({ root }: Validation, source: string): Matches | undefined {
  const known = compiled.get(root) ?? new Map<string, Matches | undefined>();
  compiled.set(root, known);
  if (!known.has(source)) known.set(source, compilePattern(source));
  return known.get(source);
}

const compiled = new WeakMap<JsonSchema, Map<string, Matches | undefined>>();
