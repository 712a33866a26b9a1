import type { Check, CheckContext, CheckStage, InspectedPart, Origin, Verdict } from '@ashlar/core';

/** Where a check looks, when its options do not say. */
export interface Where {
  readonly stages?: readonly CheckStage[];
  readonly origins?: readonly Origin[];
}

/** Everybody but those who may give instructions. */
export const UNTRUSTED: readonly Origin[] = ['user', 'tool', 'retrieval', 'model'];

export const EVERY_STAGE: readonly CheckStage[] = [
  'ingest',
  'input',
  'retrieval',
  'tool-call',
  'tool-result',
  'output',
];

export type Finding = Omit<Verdict, 'check' | 'part'>;

/** A check that looks at each text by itself, without waiting. Parts that are no text say nothing to it. */
export function textCheck(
  about: Omit<Check, 'inspect' | 'cost'>,
  find: (text: string, part: InspectedPart, context: CheckContext) => readonly Finding[],
): Check {
  return {
    ...about,
    cost: 'sync',
    inspect: (parts, context) =>
      parts.flatMap((inspected) => {
        if (inspected.part.type !== 'text') return [];
        const findings = find(inspected.part.text, inspected, context);
        return findings.map((finding) => ({ ...finding, check: about.id, part: inspected.index }));
      }),
  };
}
