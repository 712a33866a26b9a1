import type { Retriever } from '@ashlar/core';
import { branchedRag, type DocumentIndex, simpleRag } from '@ashlar/rag';
import { readCollection, sample } from '../../data/collections.ts';
import { engine, indexOf, mean, recallAt, round, tryOut } from './bench.ts';
import type { EvalOptions, Line } from './patterns.ts';

/** Written without looking at the questions: what a team would say of its own documents. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  'aws-docs-qa':
    'Amazon Web Services (AWS) user guides: EC2, S3, Lambda, RDS, DynamoDB, IAM, CloudFormation, SageMaker, instances, buckets, regions, APIs, limits and configuration of cloud services.',
  'bank-kb':
    'Internal procedures of a bank for its agents: customers, checking and savings accounts, credit and debit cards, transfers, fees, disputes, fraud, eligibility and verification.',
  scifact:
    'Abstracts of biomedical research: cells, genes, proteins, diseases, cancer, patients, treatment, drugs, clinical trials, mice, infection, risk and expression.',
  'xquad-en':
    'Encyclopedia articles on history, geography, sports, cities, universities, wars, religion, physics, biology, economics and famous people.',
};

/** One question, four collections: is the right one chosen, and what is found, beside one index of all. */
export async function branched({ data, limit }: EvalOptions): Promise<readonly Line[]> {
  const sets = Object.keys(DESCRIPTIONS).map((name) => readCollection(data, name));
  const indexes = new Map<string, DocumentIndex>();
  for (const { name, pages } of sets) indexes.set(name, await indexOf(pages));
  const union = await indexOf(
    sets.flatMap(({ name, pages }) => pages.map(({ id, text }) => ({ id: `${name}:${id}`, text }))),
  );
  const sources: Record<string, Retriever> = {};
  for (const [name, index] of indexes) {
    const description = DESCRIPTIONS[name] as string;
    sources[name] = named(index.retriever({ name, description }), name);
  }
  const simple = simpleRag({ model: engine, retriever: union.retriever() });
  const rag = branchedRag({ model: engine, sources });

  const trials: { right: boolean; asked: number; branched: number; simple: number }[] = [];
  for (const { name, questions } of sets) {
    for (const { text, gold } of sample(questions, limit)) {
      const wanted = new Set([...gold].map((id) => `${name}:${id}`));
      const one = await tryOut(simple, text);
      const other = await tryOut(rag, text);
      const route = other.answer.steps?.find((step) => step.name === 'route')?.facts.sources;
      const chosen = Array.isArray(route) ? route : [];
      trials.push({
        right: chosen.includes(name),
        asked: chosen.length,
        branched: recallAt(other.read, wanted, 5),
        simple: recallAt(one.read, wanted, 5),
      });
    }
  }
  return [
    {
      pattern: 'branched',
      set: 'four collections',
      questions: trials.length,
      sourceChosen: round(mean(trials.map(({ right }) => Number(right)))),
      sourcesAsked: round(mean(trials.map(({ asked }) => asked))),
      recallAt5: round(mean(trials.map((trial) => trial.branched))),
      simpleRecallAt5: round(mean(trials.map((trial) => trial.simple))),
    },
  ];
}

/** Sources of several collections in one answer are told apart by the collection. */
function named(retriever: Retriever, name: string): Retriever {
  return {
    ...retriever,
    async retrieve(query, access, context) {
      const hits = await retriever.retrieve(query, access, context);
      return hits.map((hit) => ({ ...hit, source: `${name}:${hit.source}` }));
    },
  };
}
