import type { Check, CheckContext, CheckStage, InspectedPart, Part, Verdict } from '@ashlar/core';
import type { GivenPart } from './given-part.ts';
import { type Leaf, leavesOf, placeOf } from './leaf.ts';
import { mapPart } from './map-part.ts';
import { applyMasks, type Mask, mergeMasks } from './masks.ts';
import type { Ruling } from './ruling.ts';

/** Asks checks about parts of one stage: in a run through its journal, or directly. */
export type AskChecks = (
  checks: readonly Check[],
  parts: readonly InspectedPart[],
  stage: CheckStage,
) => Promise<readonly Verdict[]>;

/**
 * What `checks` say of the parts. Checks in this process come first, side by side. What calls out over a network is asked
 * only when none of them blocked, and is shown the text with their masks in it: no secret that was found leaves the process.
 * Each check is asked once for all parts of a stage.
 */
export async function ruleOn(
  checks: readonly Check[],
  given: readonly GivenPart[],
  ask: AskChecks,
): Promise<Ruling> {
  const inside = checks.filter(({ cost }) => cost !== 'remote');
  const outside = checks.filter(({ cost }) => cost === 'remote');
  const first = await ruleWith(inside, given, ask);
  if (first.blocked || outside.length === 0) return first;
  const masked = given.map((one, index) => ({ ...one, part: first.parts[index] as Part }));
  const second = await ruleWith(outside, masked, ask);
  return { ...second, verdicts: inReadingOrder([...first.verdicts, ...second.verdicts], given) };
}

async function ruleWith(
  checks: readonly Check[],
  given: readonly GivenPart[],
  ask: AskChecks,
): Promise<Ruling> {
  if (checks.length === 0) return unchanged(given);
  const found: Verdict[] = [];
  const leaves: Leaf[] = [];
  for (const stage of new Set(given.map((one) => one.stage))) {
    const own = leavesOf(given.filter((one) => one.stage === stage));
    leaves.push(...own);
    const shown = own.map(({ inspected }) => inspected);
    if (shown.length > 0) found.push(...(await ask(checks, shown, stage)));
  }
  return concluded(given, leaves, found);
}

/** The same at once, for parts of one stage; undefined where a check does not answer at once. */
export function ruleNow(
  checks: readonly Check[],
  given: readonly GivenPart[],
  context: CheckContext,
): Ruling | undefined {
  const leaves = leavesOf(given);
  const found: Verdict[] = [];
  for (const check of checks) {
    const shown = partsFor(check, leaves, context.stage);
    const said = shown.length === 0 ? [] : check.inspect(shown, context);
    if (!Array.isArray(said)) return undefined;
    found.push(...(said as readonly Verdict[]));
  }
  return concluded(given, leaves, found);
}

function partsFor(check: Check, leaves: readonly Leaf[], stage: CheckStage): InspectedPart[] {
  if (!check.stages.includes(stage)) return [];
  const inspected = leaves.map((leaf) => leaf.inspected);
  return inspected.filter(({ origin }) => check.origins.includes(origin));
}

function unchanged(given: readonly GivenPart[]): Ruling {
  return { blocked: false, verdicts: [], parts: given.map(({ part }) => part) };
}

function concluded(
  given: readonly GivenPart[],
  leaves: readonly Leaf[],
  found: readonly Verdict[],
): Ruling {
  if (found.length === 0) return unchanged(given);
  const numbers = new Set(leaves.filter(({ isNumber }) => isNumber).map(keyOf));
  const verdicts = inReadingOrder(found, given).map((verdict) => onNumber(verdict, numbers));
  const blocked = verdicts.some(({ action }) => action === 'block');
  const parts = blocked ? given.map(({ part }) => part) : masked(given, verdicts);
  return { blocked, verdicts, parts };
}

function keyOf({ inspected: { index, path } }: Leaf): string {
  return placeOf(index, path);
}

// Another type in its place would break what reads it, and a number without its digits is another number.
function onNumber(verdict: Verdict, numbers: ReadonlySet<string>): Verdict {
  if (verdict.action !== 'mask' || !numbers.has(placeOf(verdict.part, verdict.path)))
    return verdict;
  const { replacement: _replacement, message, ...rest } = verdict;
  return {
    ...rest,
    action: 'block',
    message: `${message} It is a number, which cannot be masked.`,
  };
}

function masked(given: readonly GivenPart[], verdicts: readonly Verdict[]): readonly Part[] {
  const masks = new Map<string, Mask[]>();
  for (const { action, part, path, span, replacement } of verdicts) {
    if (action !== 'mask' || span === undefined || replacement === undefined) continue;
    const place = placeOf(part, path);
    const known = masks.get(place);
    if (known === undefined) masks.set(place, [{ ...span, replacement }]);
    else known.push({ ...span, replacement });
  }
  if (masks.size === 0) return given.map(({ part }) => part);
  return given.map(({ part, index }) =>
    mapPart(part, (text, path) => {
      const own = masks.get(placeOf(index, path));
      return own === undefined ? text : applyMasks(text, mergeMasks(own));
    }),
  );
}

/** A sort that keeps the order of the checks where they speak of the same place. */
function inReadingOrder(
  verdicts: readonly Verdict[],
  given: readonly GivenPart[],
): readonly Verdict[] {
  const places = new Map(
    leavesOf(given).map(({ inspected: { index, path } }, at) => [placeOf(index, path), at]),
  );
  const placeAt = ({ part, path }: Verdict): number =>
    places.get(placeOf(part, path)) ?? Number.MAX_SAFE_INTEGER;
  const startAt = ({ span }: Verdict): number => span?.start ?? Number.MAX_SAFE_INTEGER;
  return [...verdicts].sort((a, b) => placeAt(a) - placeAt(b) || startAt(a) - startAt(b));
}
