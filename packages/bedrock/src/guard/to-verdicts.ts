import type { InspectedPart, Verdict } from '@ashlar/core';
import { contentOf } from './content-of.ts';
import { findSpans } from './find-spans.ts';
import type { Finding } from './finding.ts';

/** The verdict of a finding about one part. */
export function aboutPart(
  check: string,
  { index, path }: InspectedPart,
  { action, code, message, confidence }: Omit<Finding, 'match'>,
): Verdict {
  return {
    check,
    action,
    code,
    message,
    part: index,
    ...(path !== undefined && { path }),
    ...(confidence !== undefined && { confidence }),
  };
}

/**
 * The verdicts of a finding that names what it matched: one per place. Empty when it stands in none of these parts, at least not
 * in these words.
 */
export function placed(
  check: string,
  parts: readonly InspectedPart[],
  finding: Finding,
): readonly Verdict[] {
  return parts.flatMap((inspected) => {
    const content = contentOf(inspected);
    if (content.kind !== 'text') return [];
    const spans = findSpans(content.text, finding.match ?? '');
    const verdict = aboutPart(check, inspected, finding);
    // Spans count in the text of a text part. Of anything else only a whole can be judged, and it cannot be masked.
    if (inspected.part.type !== 'text') {
      return spans.length === 0 ? [] : [unmaskable(verdict)];
    }
    const { replacement } = finding;
    const mask = finding.action === 'mask' && replacement !== undefined ? { replacement } : {};
    return spans.map((span) => ({ ...verdict, span, ...mask }));
  });
}

/** A mask without a place would mask nothing. */
export function unmaskable(verdict: Verdict): Verdict {
  if (verdict.action !== 'mask') return verdict;
  const message = `${verdict.message} It cannot be masked: its place is not known.`;
  return { ...verdict, action: 'block', message };
}
