import { type Answerer, type Json, joinLabels, type Label, type Principal } from '@ashlar/core';
import type { Digest, Digested, Leaving } from './digest.ts';
import { wholeOption } from './errors.ts';
import type { ExtractInput, ExtractOutput, FoundFact } from './extract-facts.ts';
import type { Fact } from './fact.ts';
import { classOf, labelOf } from './labels.ts';
import { holds, reconcileFacts } from './reconcile-facts.ts';
import { renderEntries } from './render-entries.ts';
import type { Facts } from './store-facts.ts';

/** Who finds facts, and where they are kept. */
export interface TypedFactsOptions {
  /** `extractFacts.on(model)`, or a rule. */
  readonly by: Answerer<ExtractInput, ExtractOutput>;
  /** Keeps the facts of a subject over all threads, superseded ones too. Default: they live in the conversation alone. */
  readonly facts?: Facts;
  /** How many facts the model is shown: the newest that the user said, then the newest of others. Default 50. */
  readonly show?: number;
}

/**
 * Facts with where they were said, from what leaves. Of two that contradict each other the newest that the user said holds.
 *
 * One call a compaction, of about the size of what leaves. With `facts` a new conversation begins with what is known; one that goes on
 * sees what other conversations learnt at its next compaction, so that its beginning stays the same.
 */
export function typedFacts({ by, facts, show = 50 }: TypedFactsOptions): Digest {
  wholeOption('show', show, 1);
  const shown = (all: readonly Fact[]): Digested | undefined => {
    const holding = foremost(all.filter(holds), show);
    if (holding.length === 0) return undefined;
    const label = joinLabels(holding.map((fact) => fact.label));
    return { shown: JSON.parse(JSON.stringify(holding)), label };
  };
  async function knownOf({ before, owner, effects }: Leaving): Promise<readonly Fact[]> {
    if (facts === undefined || owner === undefined) return asFacts(before);
    return effects.step('memory.facts', () => facts.list(owner));
  }
  return {
    name: 'facts',
    async fold(leaving) {
      const { entries, owner, effects } = leaving;
      const known = await knownOf(leaving);
      const lines = renderEntries(entries);
      if (lines.length === 0) return shown(known);
      const holding = known.filter(holds);
      const label = joinLabels([leaving.label, ...holding.map((fact) => fact.label)]);
      const asked = { known: holding.map(attributeAndValue), lines, ...classOf(label) };
      const answer = await effects.ask(by, asked);
      const found = answer.facts.map((fact) => placed(fact, leaving));
      if (facts === undefined || owner === undefined) return shown(reconcileFacts(known, found));
      return shown(await effects.step('memory.learn', () => facts.learn(owner, found)));
    },
    ...(facts !== undefined && {
      begin: async (owner: Principal) => shown(await facts.list(owner)),
    }),
  };
}

/** So many, in their order. What a tool told in numbers must not crowd out what the user said. */
function foremost(facts: readonly Fact[], count: number): readonly Fact[] {
  const ranked = [...facts].sort((a, b) => Number(a.explicit) - Number(b.explicit));
  const chosen = new Set(ranked.slice(-count));
  return facts.filter((fact) => chosen.has(fact));
}

function attributeAndValue({ attribute, value }: Fact) {
  return { attribute, value };
}

/** A fact with where it comes from. Only what the user alone said can be explicit, whatever the finder says. */
function placed(found: FoundFact, { entries, thread, label: all }: Leaving): Fact {
  const { message: id, ...told } = found;
  const entry = entries.find((one) => one.id === id);
  const label: Label = entry === undefined ? all : labelOf(entry.message);
  return {
    id: [thread ?? '', id, found.attribute, found.value].join('\n'),
    ...told,
    explicit: told.explicit && joinLabels([label, { origin: 'user' }]).origin === 'user',
    source: { ...(thread !== undefined && { thread }), message: id },
    ...(entry?.at !== undefined && { at: entry.at }),
    label,
  };
}

function asFacts(before: Json | undefined): readonly Fact[] {
  return Array.isArray(before) ? (before as unknown as readonly Fact[]) : [];
}
