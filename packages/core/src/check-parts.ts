import type { Check, CheckStage, InspectedPart, Verdict } from './check.ts';
import { thrownText } from './thrown-text.ts';

/** What of `parts` a check looks at in this stage. */
export function partsFor(
  { stages, origins }: Check,
  parts: readonly InspectedPart[],
  stage: CheckStage,
): readonly InspectedPart[] {
  return stages.includes(stage) ? parts.filter(({ origin }) => origins.includes(origin)) : [];
}

/** A check that cannot look has found nothing, which is not that there is nothing. */
export function failedCheck(check: string, error: unknown): Verdict {
  const message = thrownText(error);
  return { check, action: 'block', code: 'check.failed', message: `The check failed: ${message}` };
}
