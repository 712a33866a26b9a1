// node packages/text/bench/retrieval.ts [--data <folder>] [--sets scifact,xquad-en]
import { hybridIndex } from '../src/index.ts';
import { type Question, testSets } from './data.ts';

type Measure = (ids: readonly string[], relevant: Question['relevant']) => number;

const ndcg10: Measure = (ids, relevant) => {
  const gain = (rank: number): number => 1 / Math.log2(rank + 2);
  const found = ids.reduce((sum, id, rank) => sum + (relevant[id] ? gain(rank) : 0), 0);
  const ideal = Object.keys(relevant).slice(0, 10);
  return found / ideal.reduce((sum, _, rank) => sum + gain(rank), 0);
};
const mrr10: Measure = (ids, relevant) => {
  const rank = ids.findIndex((id) => relevant[id]);
  return rank < 0 ? 0 : 1 / (rank + 1);
};
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

for (const { name, documents, questions } of testSets()) {
  const index = hybridIndex();
  for (const { id, text } of documents) index.add(id, text);
  const [metric, measure] = name.startsWith('xquad') ? ['MRR@10', mrr10] : ['nDCG@10', ndcg10];
  const score = (search: (query: string) => { id: string }[]): number =>
    mean(
      questions.map(({ text, relevant }) =>
        measure(
          search(text).map(({ id }) => id),
          relevant,
        ),
      ),
    );
  const bm25 = score((query) => index.words.search(query));
  const hybrid = score((query) => index.search(query));
  console.log(
    JSON.stringify({
      set: name,
      questions: questions.length,
      metric,
      bm25: rounded(bm25),
      hybrid: rounded(hybrid),
      gain: rounded(hybrid - bm25),
    }),
  );
}
