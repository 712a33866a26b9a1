import type { Verdict } from '@ashlar/core';
import { type Place, placeOfCode } from './place-of-code.ts';

/** A verdict with the text that it is about and its place in the assessment. */
export interface Finding {
  readonly verdict: Verdict;
  readonly place: Place;
  /** The part that it is about, by its index among the guarded parts. */
  readonly part: number;
  /** The text that was found; the whole part when the verdict names no span. */
  readonly match: string;
}

export function toFinding(verdict: Verdict, texts: readonly string[]): Finding {
  const part = verdict.part ?? 0;
  const text = texts[part] ?? '';
  const { span } = verdict;
  return {
    verdict,
    place: placeOfCode(verdict.code),
    part,
    match: span === undefined ? text : text.slice(span.start, span.end),
  };
}

/** What the guardrail does about a finding. Only sensitive information can be masked there; a mask elsewhere blocks. */
export function actionOf({ verdict, place }: Finding): 'BLOCKED' | 'ANONYMIZED' | 'NONE' {
  switch (verdict.action) {
    case 'block':
      return 'BLOCKED';
    case 'mask':
      return place.policy === 'sensitiveInformationPolicy' && verdict.span !== undefined
        ? 'ANONYMIZED'
        : 'BLOCKED';
    default:
      return 'NONE';
  }
}

/** Whether a verdict found something: `allow` says that nothing was. */
export function isDetected({ verdict }: Finding): boolean {
  return verdict.action !== 'allow';
}
