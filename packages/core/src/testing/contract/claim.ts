import { type AshlarError, type ErrorCode, isAshlarError } from '../../errors.ts';
import { canonicalJson } from '../../json/canonical.ts';
import { toJson } from '../../json/to-json.ts';
import { ContractError } from './contract-check.ts';

/** Throws unless `condition` holds. */
export function claim(condition: boolean, message: string): asserts condition {
  if (!condition) throw new ContractError(message);
}

/** Throws unless both are the same JSON; a property that is `undefined` counts as absent. */
export function claimEqual(actual: unknown, expected: unknown, what: string): void {
  const [found, wanted] = [textOf(actual), textOf(expected)];
  claim(found === wanted, `${what} should be ${wanted}, but is ${found}`);
}

/** Throws unless `promise` rejects with an error of ours, of one of `codes` when some are given. */
export async function claimRejects(
  promise: Promise<unknown>,
  what: string,
  codes: readonly ErrorCode[] = [],
): Promise<AshlarError> {
  const error = await promise.then(
    (value) => new ContractError(`${what} should reject, but gave ${textOf(value)}`),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ContractError) throw error;
  claim(isAshlarError(error), `${what} should reject with an AshlarError, but did with ${error}`);
  const known = codes.length === 0 || codes.includes(error.code);
  claim(known, `${what} should reject with ${codes.join(' or ')}, but did with ${error.code}`);
  return error;
}

function textOf(value: unknown): string {
  if (value === undefined) return 'undefined';
  try {
    return canonicalJson(toJson(value));
  } catch {
    return String(value);
  }
}
