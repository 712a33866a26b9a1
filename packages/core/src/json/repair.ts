import { type CoerceOptions, coerceJson } from './coerce.ts';
import type { Json } from './json.ts';
import { type Candidate, parseLoose } from './parse-loose.ts';
import type { Repair } from './repair-kind.ts';
import type { JsonIssue } from './schema/issue.ts';
import type { AnySchema } from './schema/resolve-ref.ts';
import { validateJson } from './validate.ts';

/** The value that a text means, or why there is none. */
export type RepairedJson =
  | {
      readonly ok: true;
      readonly value: Json;
      /** What was changed; empty when the text was exact JSON that fits. */
      readonly repairs: readonly Repair[];
      /** The text ended inside the value: it is the beginning of what was meant. */
      readonly truncated: boolean;
    }
  | {
      readonly ok: false;
      /** What does not fit, for the likeliest reading; empty when there is nothing to read. */
      readonly issues: readonly JsonIssue[];
      readonly truncated: boolean;
      /** The readings of the text, the likeliest first. */
      readonly candidates: readonly Candidate[];
    };

/**
 * Reads the answer of a model as JSON, and as a value of a JSON Schema when one is given.
 *
 * Exact JSON that fits is returned untouched. Anything else goes through {@link parseLoose} and {@link coerceJson}; of the
 * possible readings the one with the fewest and smallest changes wins. Costs no model call, and time linear in the text.
 *
 * A value that was cut off can still fit its schema: look at `truncated` before relying on the end of a list or of a string.
 * Without a schema any word is a value, so look at `repairs`, and a text of which a part cannot be placed is refused.
 *
 * @param options `exact`: the value is acted upon, see {@link CoerceOptions}; needs a schema
 */
export function repairJson(
  text: string,
  schema?: AnySchema,
  options: Pick<CoerceOptions, 'exact'> = {},
): RepairedJson {
  const exact = parseExact(text);
  if (exact !== undefined) {
    if (schema === undefined || validateJson(exact, schema).length === 0) {
      return { ok: true, value: exact, repairs: [], truncated: false };
    }
  }
  const candidates = parseLoose(text);
  return schema === undefined ? likeliest(candidates) : bestFit(candidates, schema, options);
}

function parseExact(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function likeliest(candidates: readonly Candidate[]): RepairedJson {
  const [first] = candidates;
  if (first === undefined) return { ok: false, issues: [], truncated: false, candidates };
  const { value, repairs, truncated } = first;
  const lost = repairs.filter(({ kind }) => kind === 'dropped' || kind === 'too-deep');
  if (lost.length === 0) return { ok: true, value, repairs, truncated };
  const issues = lost.map(({ path, kind }) => ({
    path,
    message: kind === 'dropped' ? 'has text that belongs to no value' : 'is nested too deeply',
  }));
  return { ok: false, issues, truncated, candidates };
}

function bestFit(
  candidates: readonly Candidate[],
  schema: AnySchema,
  { exact = false }: Pick<CoerceOptions, 'exact'>,
): RepairedJson {
  let best: (RepairedJson & { ok: true }) | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  let issues: readonly JsonIssue[] | undefined;
  for (const candidate of candidates) {
    const { value, numbers, truncated } = candidate;
    const prose = candidate.source === 'text';
    if (costOf(candidate) >= lowest || (exact && prose)) continue;
    const fitted = coerceJson(value, schema, { numbers, prose, exact });
    if (!fitted.ok) {
      issues ??= fitted.issues;
      continue;
    }
    const cost = fitted.cost + costOf(candidate);
    if (cost >= lowest) continue;
    lowest = cost;
    best = {
      ok: true,
      value: fitted.value,
      repairs: [...candidate.repairs, ...fitted.repairs],
      truncated,
    };
  }
  if (best !== undefined) return best;
  return {
    ok: false,
    issues: issues ?? [],
    truncated: candidates[0]?.truncated ?? false,
    candidates,
  };
}

// How far a reading is from the text: less than what a schema has to bend, except for text that is no JSON at all.
function costOf({ source, repairs, truncated }: Candidate): number {
  const damage = repairs.filter(({ kind }) => kind !== 'text-around').length;
  const lost = repairs.filter(({ kind }) => kind === 'dropped' || kind === 'several-values').length;
  return Math.min(1, damage * 0.1) + lost + (truncated ? 0.5 : 0) + (source === 'text' ? 2 : 0);
}
