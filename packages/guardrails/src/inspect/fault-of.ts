import type { Check, InspectedPart, Verdict } from '@ashlar/core';

const ACTIONS: readonly Verdict['action'][] = ['allow', 'flag', 'mask', 'block'];

/** Why something is no list of verdicts about these parts; undefined when it is one. */
export function faultOf(
  said: unknown,
  { id }: Check,
  parts: readonly InspectedPart[],
): string | undefined {
  if (!Array.isArray(said)) return 'it is no list';
  for (const verdict of said as readonly unknown[]) {
    const fault = faultOfOne(verdict, id, parts);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfOne(
  given: unknown,
  id: string,
  parts: readonly InspectedPart[],
): string | undefined {
  if (typeof given !== 'object' || given === null) return 'it is no object';
  const { check, action, code, message, part, span, replacement } = given as Partial<Verdict>;
  if (check !== id) return 'it names another check';
  if (action === undefined || !ACTIONS.includes(action)) return 'it has no action that is known';
  if (typeof code !== 'string' || typeof message !== 'string') return 'it has no code or message';
  const about = part === undefined ? undefined : parts[part];
  if (part !== undefined && about === undefined) return 'its part was not inspected';
  if (span !== undefined) {
    if (about?.part.type !== 'text') return 'it has a span in what is no text';
    const { start, end } = span;
    const whole = Number.isInteger(start) && Number.isInteger(end);
    if (!whole || start < 0 || start >= end || end > about.part.text.length) {
      return 'its span lies outside of the text';
    }
  }
  if (action === 'mask' && (span === undefined || typeof replacement !== 'string')) {
    return 'a mask without span or replacement';
  }
  return undefined;
}
