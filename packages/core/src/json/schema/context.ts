import type { Json, JsonSchema } from '../json.ts';
import type { JsonPath } from '../json-path.ts';
import { issueAt, type JsonIssue } from './issue.ts';
import type { AnySchema } from './resolve-ref.ts';

/** Applies a schema to a part of the value. Passed to the keyword groups, so that they need not know each other. */
export type Check = (value: Json, schema: AnySchema, path: (string | number)[]) => boolean;

/** One validation: the root that references start from, and what was found. */
export interface Validation {
  readonly root: JsonSchema;
  readonly issues: JsonIssue[];
  readonly patterns: Map<string, RegExp | undefined>;
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

/** Compiles a pattern once; undefined where it is no regular expression. */
export function patternOf(validation: Validation, source: string): RegExp | undefined {
  if (!validation.patterns.has(source)) validation.patterns.set(source, compilePattern(source));
  return validation.patterns.get(source);
}

/** Compiles a pattern the way JSON Schema means it: with Unicode where the pattern allows it. */
export function compilePattern(source: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(source, flags);
    } catch {
      // The other flags may take it.
    }
  }
  return undefined;
}
