import type { Fact } from './fact.ts';

/**
 * Adds facts to those that are known. Of one attribute one fact holds: the newest explicit one, else the newest. The others are
 * kept, and say by which they are superseded. What was merely concluded, or told by a tool, never replaces what the user said.
 *
 * Adding the same facts again changes nothing.
 *
 * @param found in the order in which they were told
 */
export function reconcileFacts(known: readonly Fact[], found: readonly Fact[]): readonly Fact[] {
  let facts = known;
  for (const fact of found) {
    if (!facts.some(({ id }) => id === fact.id)) facts = withFact(facts, fact);
  }
  return facts;
}

function withFact(facts: readonly Fact[], fact: Fact): readonly Fact[] {
  const holding = facts.find((one) => holds(one) && same(one.attribute, fact.attribute));
  if (holding === undefined) return [...facts, fact];
  if (holding.explicit && (!fact.explicit || isOlder(fact, holding))) {
    return [...facts, { ...fact, supersededBy: holding.id }];
  }
  const superseded = { ...holding, supersededBy: fact.id };
  return [...facts.map((one) => (one === holding ? superseded : one)), fact];
}

/** Whether a fact is not superseded. */
export function holds({ supersededBy }: Fact): boolean {
  return supersededBy === undefined;
}

// Two threads may be condensed in another order than they were written.
function isOlder(fact: Fact, than: Fact): boolean {
  return fact.at !== undefined && than.at !== undefined && fact.at < than.at;
}

function same(a: string, b: string): boolean {
  return normal(a) === normal(b);
}

function normal(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/gu, ' ')
    .trim();
}
