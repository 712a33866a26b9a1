import { agenticRag, simpleRag } from '@ashlar/rag';
import { planResearch } from '@ashlar/rag/questions';
import { type Asked, readCollection, sample } from '../../data/collections.ts';
import { engine, indexOf, mean, round, type Trial, tryOut } from './bench.ts';
import type { EvalOptions, Line } from './patterns.ts';

const K = 10;

/** Questions that need several pages: how often are all of them among the first ten that were read? */
export async function agentic({ data, limit }: EvalOptions): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const set of ['musique', 'hotpotqa']) {
    const { pages, questions } = readCollection(data, set);
    const retriever = (await indexOf(pages)).retriever();
    const asked = sample(questions, limit);
    const simple = simpleRag({ model: engine, retriever });
    const own = agenticRag({ model: engine, retriever });
    const byText = new Map(asked.map((one) => [one.text, one]));
    const gold = agenticRag({
      model: engine,
      retriever,
      maxReplans: 0,
      plan: planResearch.by(({ question }) => goldPlan(byText.get(question)), 'gold'),
    });
    const trials: Record<'simple' | 'own' | 'gold', Trial[]> = { simple: [], own: [], gold: [] };
    for (const { text, steps } of asked) {
      trials.simple.push(await tryOut(simple, text));
      trials.own.push(await tryOut(own, text));
      if (steps !== undefined) trials.gold.push(await tryOut(gold, text));
    }
    const allHops = (list: readonly Trial[]) =>
      round(
        mean(
          list.map(({ read }, i) => {
            const first = new Set(read.slice(0, K));
            return Number([...(asked[i]?.gold ?? [])].every((id) => first.has(id)));
          }),
        ),
      );
    lines.push({
      pattern: 'agentic',
      set,
      questions: asked.length,
      allHopsAt10: allHops(trials.own),
      simpleAllHopsAt10: allHops(trials.simple),
      ...(trials.gold.length > 0 && {
        allHopsAt10WithGoldSubQuestionsAndAnswers: allHops(trials.gold),
      }),
      calls: round(mean(trials.own.map((trial) => trial.calls))),
      simpleCalls: round(mean(trials.simple.map((trial) => trial.calls))),
    });
  }
  return lines;
}

/** The sub-questions of the data set, with its own answers where one needs another: what perfect planning and reading would give. */
function goldPlan(asked: Asked | undefined) {
  const answers = new Map((asked?.steps ?? []).map(({ step, answer }) => [String(step), answer]));
  const steps = (asked?.steps ?? []).map(({ step, question }) => ({
    id: `s${step}`,
    question: question.replace(/#(\d+)/g, (_, earlier: string) => answers.get(earlier) ?? ''),
    after: [],
  }));
  return { steps };
}
