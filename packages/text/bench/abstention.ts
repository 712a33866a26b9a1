// node packages/text/bench/abstention.ts [--data <folder>] [--sets scifact,xquad-en]
// Leave-gold-out: each question once with its gold documents in the corpus and once with them removed from it (exactly:
// also from the statistics), when it must be refused. Then the weights are fitted anew on two of three sets and tried on
// the third, and on all three (the weights in src/answerability.ts).
import { ANSWERABLE, answerability, hybridIndex, shareScorer } from '../src/index.ts';
import { type TestSet, testSets } from './data.ts';
import { gainInterval } from './gain-interval.ts';
import { auroc, fitLogistic, logit } from './logistic.ts';

interface Case {
  readonly answerable: boolean;
  readonly baseline: number;
  readonly features: readonly number[];
  readonly score: number;
}
const FITTED = ['aws-docs-qa', 'scifact', 'xquad-en'];
const rounded = (value: number): number => Math.round(value * 1e3) / 1e3;

function casesOf({ documents, questions }: TestSet): Case[] {
  const index = hybridIndex();
  const texts = new Map(documents.map(({ id, text }) => [id, text]));
  for (const [id, text] of texts) index.add(id, text);
  const ask = (question: string, answerable: boolean): Case => {
    const passages = index
      .search(question)
      .map(({ id }) => ({ text: texts.get(id) ?? '', source: id }));
    const { score, features } = answerability({ question, passages, channels: index.channels });
    const words = shareScorer(question, index.channels.slice(0, 1));
    const baseline = passages.slice(0, 1).map(({ text }) => words(text).coverage)[0] ?? 0;
    return { answerable, baseline, features: [features.strength], score };
  };
  return questions.flatMap(({ text, relevant }) => {
    const withGold = ask(text, true);
    for (const id of Object.keys(relevant)) index.remove(id);
    const without = ask(text, false);
    for (const id of Object.keys(relevant)) index.add(id, texts.get(id) ?? '');
    return [withGold, without];
  });
}

const bySet = new Map<string, Case[]>();
for (const set of testSets()) {
  if (set.name === 'bank-kb') continue; // up to thirty gold documents a task: nothing is left to retrieve
  const cases = casesOf(set);
  bySet.set(set.name, cases);
  const share = (answerable: boolean, test: (c: Case) => boolean): number => {
    const group = cases.filter((c) => c.answerable === answerable);
    return group.filter(test).length / group.length;
  };
  const answered = share(true, (c) => c.score >= ANSWERABLE);
  const refused = share(false, (c) => c.score < ANSWERABLE);
  const base = cases.map((c) => [c.baseline, c.answerable] as const);
  const ours = cases.map((c) => [c.score, c.answerable] as const);
  // The score that still answers 90 % of the answerable, and what it refuses of the rest.
  const cut = cases.flatMap((c) => (c.answerable ? [c.score] : [])).sort((a, b) => a - b);
  const at90 = cut[Math.floor(cut.length * 0.1)] ?? 0;
  console.log(
    JSON.stringify({
      set: set.name,
      questions: set.questions.length,
      auroc: { idfCoverage: rounded(auroc(base)), answerability: rounded(auroc(ours)) },
      gain95: gainInterval(base, ours).map(rounded),
      atThreshold: {
        answered: rounded(answered),
        refused: rounded(refused),
        balancedAccuracy: rounded((answered + refused) / 2),
      },
      refusedAt90Answered: rounded(share(false, (c) => c.score < at90)),
    }),
  );
}

const samples = (names: readonly string[]) =>
  names.map((name) => (bySet.get(name) ?? []).map((c) => [c.features, c.answerable] as const));
if (FITTED.every((name) => bySet.has(name))) {
  for (const held of [...FITTED, undefined]) {
    const weights = fitLogistic(samples(FITTED.filter((name) => name !== held)));
    const tried = held === undefined ? FITTED : [held];
    const result = tried.map((name) => {
      const scored = (bySet.get(name) ?? []).map(
        (c) => [logit(weights, c.features), c.answerable] as const,
      );
      const right = (wanted: boolean): number => {
        const group = scored.filter(([, answerable]) => answerable === wanted);
        return group.filter(([value]) => value >= 0 === wanted).length / group.length;
      };
      const balanced = rounded((right(true) + right(false)) / 2);
      return [name, { auroc: rounded(auroc(scored)), balancedAccuracy: balanced }];
    });
    console.log(
      JSON.stringify({
        fittedWithout: held ?? 'none',
        weights: weights.map(rounded),
        ...Object.fromEntries(result),
      }),
    );
  }
}
