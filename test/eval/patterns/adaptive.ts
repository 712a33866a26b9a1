import { adaptiveRag, agenticRag, simpleRag } from '@ashlar/rag';
import { readCollection, sample } from '../../data/collections.ts';
import { engine, indexOf, mean, recallAt, round, type Trial, tryOut } from './bench.ts';
import type { EvalOptions, Line } from './patterns.ts';

/** Questions that one search answers, and questions that take several: what is found, for how many calls. */
export async function adaptive({ data, limit }: EvalOptions): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const set of ['xquad-en', 'aws-docs-qa', 'hotpotqa', 'musique']) {
    const { pages, questions } = readCollection(data, set);
    const retriever = (await indexOf(pages)).retriever();
    const single = simpleRag({ model: engine, retriever });
    const multi = agenticRag({ model: engine, retriever });
    const rag = adaptiveRag({ strategies: { single, multi }, classify: engine });
    const asked = sample(questions, limit);
    const trials: Record<'simple' | 'agentic' | 'adaptive', Trial[]> = {
      simple: [],
      agentic: [],
      adaptive: [],
    };
    for (const { text } of asked) {
      trials.simple.push(await tryOut(single, text));
      trials.agentic.push(await tryOut(multi, text));
      trials.adaptive.push(await tryOut(rag, text));
    }
    const recall = (list: readonly Trial[]) =>
      round(mean(list.map(({ read }, i) => recallAt(read, asked[i]?.gold ?? new Set(), 5))));
    const calls = (list: readonly Trial[]) => round(mean(list.map((trial) => trial.calls)));
    lines.push({
      pattern: 'adaptive',
      set,
      questions: asked.length,
      recallAt5: recall(trials.adaptive),
      simpleRecallAt5: recall(trials.simple),
      agenticRecallAt5: recall(trials.agentic),
      calls: calls(trials.adaptive),
      simpleCalls: calls(trials.simple),
      agenticCalls: calls(trials.agentic),
    });
  }
  return lines;
}
