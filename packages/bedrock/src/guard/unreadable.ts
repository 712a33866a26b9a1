import type { InspectedPart, Verdict } from '@ashlar/core';
import { aboutPart } from './to-verdicts.ts';

/** What is said of a part that no guardrail can read. */
export function unreadableVerdict(
  check: string,
  inspected: InspectedPart,
  action: 'block' | 'flag' | 'allow',
): readonly Verdict[] {
  if (action === 'allow') return [];
  const { type } = inspected.part;
  const message = `A part of type ${type} cannot be evaluated by a guardrail.`;
  return [aboutPart(check, inspected, { action, code: 'guardrail.unreadable', message })];
}
