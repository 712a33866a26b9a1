import type { Check, CheckContext, CheckStage, Origin, Verdict } from '@ashlar/core';

type Found = Pick<Verdict, 'action' | 'code'> & Partial<Verdict>;

/** A check that finds a word in every part, with its place; `seen` has what it was asked with. */
export function wordCheck(
  word: string,
  found: Found,
  options: { readonly stages?: readonly CheckStage[]; readonly origins?: readonly Origin[] } = {},
): Check & { readonly seen: CheckContext[] } {
  const seen: CheckContext[] = [];
  const id = found.code;
  return {
    id,
    stages: options.stages ?? ['input', 'output'],
    origins: options.origins ?? ['user', 'model', 'system'],
    cost: 'sync',
    seen,
    inspect: (parts, context) => {
      seen.push(context);
      return parts.flatMap(({ part, index }): Verdict[] => {
        const text = part.type === 'text' ? part.text : '';
        const start = text.indexOf(word);
        const base = { check: id, message: 'Found.', part: index };
        return start < 0
          ? [{ ...base, code: found.code, action: 'allow' }]
          : [{ ...base, span: { start, end: start + word.length }, ...found }];
      });
    },
  };
}
