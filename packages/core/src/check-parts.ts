import type { Check, CheckStage, InspectedPart, Verdict } from './check.ts';
import { isAshlarError } from './errors.ts';

/** What of `parts` a check looks at in this stage. */
export function partsFor(
  { stages, origins }: Check,
  parts: readonly InspectedPart[],
  stage: CheckStage,
): readonly InspectedPart[] {
  return stages.includes(stage) ? parts.filter(({ origin }) => origins.includes(origin)) : [];
}

/**
 * A check that cannot look has found nothing, which is not that there is nothing. What it threw can hold what it looked at, so only
 * its kind is told.
 */
export function failedCheck(check: string, error: unknown): Verdict {
  const message = `The check failed (${kindOf(error)}).`;
  return { check, action: 'block', code: 'check.failed', message };
}

function kindOf(error: unknown): string {
  if (isAshlarError(error)) return error.code;
  return error instanceof Error ? error.name : typeof error;
}
