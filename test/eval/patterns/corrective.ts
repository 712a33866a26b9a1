import { correctiveRag, simpleRag } from '@ashlar/rag';
import { readCollection, sample } from '../../data/collections.ts';
import { engine, indexOf, mean, recallAt, round, tryOut } from './bench.ts';
import type { EvalOptions, Line } from './patterns.ts';

/** The first index lacks every page that answers a question, the second has all: how much of what was lost comes back? */
export async function corrective({ data, limit }: EvalOptions): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const set of ['aws-docs-qa', 'scifact', 'xquad-en']) {
    const { pages, questions } = readCollection(data, set);
    const asked = sample(questions, limit);
    const golden = new Set(asked.flatMap(({ gold }) => [...gold]));
    const whole = (await indexOf(pages)).retriever();
    const gaps = (await indexOf(pages.filter(({ id }) => !golden.has(id)))).retriever();
    const complete = simpleRag({ model: engine, retriever: whole });
    const simple = simpleRag({ model: engine, retriever: gaps });
    const rag = correctiveRag({ model: engine, retriever: gaps, fallback: whole });
    const unneeded = correctiveRag({ model: engine, retriever: whole, fallback: gaps });

    const trials: Trial[] = [];
    for (const { text, gold } of asked) {
      const best = await tryOut(complete, text);
      const lost = await tryOut(simple, text);
      const corrected = await tryOut(rag, text);
      const kept = await tryOut(unneeded, text);
      trials.push({
        best: recallAt(best.read, gold, 5),
        lost: recallAt(lost.read, gold, 5),
        corrected: recallAt(corrected.read, gold, 5),
        kept: recallAt(kept.read, gold, 5),
        corrections: corrected.retrievals - 1,
        needless: kept.retrievals - 1,
        calls: corrected.calls,
        wrong: Number(lost.answer.grounding !== 'abstained'),
      });
    }
    const average = (name: keyof Trial) => round(mean(trials.map((one) => one[name])));
    lines.push({
      pattern: 'corrective',
      set,
      questions: trials.length,
      recallAt5: average('corrected'),
      simpleRecallAt5: average('lost'),
      simpleOnWholeIndex: average('best'),
      correctiveOnWholeIndex: average('kept'),
      correctionsWhenLost: average('corrections'),
      correctionsWhenWhole: average('needless'),
      callsPerQuestion: average('calls'),
      simpleAnsweredFromWrongPages: average('wrong'),
    });
  }
  return lines;
}

/** What one question led to: recall@5, and what it took. */
interface Trial {
  readonly best: number;
  readonly lost: number;
  readonly corrected: number;
  readonly kept: number;
  readonly corrections: number;
  readonly needless: number;
  readonly calls: number;
  readonly wrong: number;
}
