import { type CallContext, type CheckOptions, detachedContext, type Part } from '@ashlar/core';
import { bounded } from './bounded.ts';
import { type CheckOrRule, toRules } from './check-rule.ts';
import type { GivenPart } from './given-part.ts';
import { ruleOn } from './rule-on.ts';
import { type Ruling, untilBlock } from './ruling.ts';

export interface InspectOptions extends Omit<CheckOptions, 'key'> {
  /** Who made a part that carries no label. @default 'user'; 'retrieval' at the stages `ingest` and `retrieval` */
  readonly origin?: GivenPart['origin'];
  /** That of the run, so that verdicts are journaled and shown. @default none: outside of any run */
  readonly context?: CallContext;
}

/**
 * What checks say of parts, for places that no guard stands at, such as the ingestion of documents. Nothing is thrown and
 * nothing is changed: the ruling says whether something blocks, and has the parts as masked.
 *
 * @throws guard.invalid without a check, or with two of one id
 *
 * @example
 * const { blocked, parts } = await inspectParts([pii()], [{ type: 'text', text }], { stage: 'ingest' });
 */
export async function inspectParts(
  checks: readonly CheckOrRule[],
  parts: readonly Part[],
  { origin, context = detachedContext(), ...about }: InspectOptions,
): Promise<Ruling> {
  const { stage } = about;
  const unlabelled = stage === 'ingest' || stage === 'retrieval' ? 'retrieval' : 'user';
  const given = parts.map((part, index) => ({
    part,
    index,
    stage,
    origin: part.label?.origin ?? origin ?? unlabelled,
  }));
  const ruling = await ruleOn(toRules(checks).map(bounded), given, (asked, shown) =>
    context.check(asked, shown, about),
  );
  return ruling.blocked ? { ...ruling, verdicts: untilBlock(ruling.verdicts) } : ruling;
}
