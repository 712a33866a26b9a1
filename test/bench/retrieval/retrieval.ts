import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { memoryStore, openIndex } from '@ashlar/rag';
import { hybridIndex } from '@ashlar/text';
import { type Asked, type Collection, readCollection, sample } from '../../data/collections.ts';
import { gainInterval, mean, mrr10, ndcg10 } from './metrics.ts';
import { peerRankings } from './peer-rankings.ts';

const USAGE = 'pnpm bench retrieval --data DIR [--sets scifact,xquad-en,…] [--limit N] [--json]';

const SETS = [
  'scifact',
  'aws-docs-qa',
  'bank-kb',
  'musique',
  'hotpotqa',
  'mtrag',
  ...['en', 'es', 'de', 'zh', 'ar', 'th'].map((language) => `xquad-${language}`),
];

/** What everything of ours is held against. */
const BASE = 'own BM25';

type Rankings = Readonly<Record<string, readonly (readonly string[])[]>>;

/** Prints one line per set; resolves to the exit code. */
export async function retrieval(given: string[]): Promise<number> {
  const { values } = parseArgs({
    args: given[0] === '--' ? given.slice(1) : given,
    options: {
      data: { type: 'string' },
      sets: { type: 'string' },
      limit: { type: 'string', default: '1000' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.data === undefined) {
    console.error(USAGE);
    return 1;
  }
  for (const name of values.sets?.split(',') ?? SETS) {
    const whole = readCollection(resolve(values.data), name);
    const questions = sample(whole.questions, Number(values.limit)).map(lastTurns);
    const set = { ...whole, questions };
    const line = score(set, { ...(await ownRankings(set)), ...(await peerRankings(set)) });
    console.log(values.json ? JSON.stringify(line) : describe(line));
  }
  return 0;
}

/** Of a conversation the last two turns of the user: the last alone is often "and in Europe?". */
function lastTurns(question: Asked): Asked {
  if (question.turns === undefined) return question;
  const said = question.turns.filter(({ role }) => role === 'user').slice(-2);
  return { ...question, text: said.map(({ text }) => text).join('\n') };
}

/** Word BM25 alone, all channels of the text index, and the passages of the RAG index with its ingestion. */
async function ownRankings({ pages, questions }: Collection): Promise<Rankings> {
  const text = hybridIndex();
  for (const { id, text: page } of pages) text.add(id, page);
  const index = await openIndex({ store: memoryStore() });
  const encoder = new TextEncoder();
  await index.ingest(
    pages.map(({ id, text }) => ({ source: `${id}.md`, read: async () => encoder.encode(text) })),
    { tenant: 'bench' },
  );
  const access = { tenant: 'bench', subject: 'bench', groups: [] };
  const passages: string[][] = [];
  for (const { text: question } of questions) {
    const hits = await index.search({ text: question, limit: 50 }, access);
    passages.push([...new Set(hits.map(({ source }) => source.replace(/\.md$/, '')))]);
  }
  const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);
  return {
    [BASE]: questions.map(({ text: question }) => ids(text.words.search(question))),
    'text hybrid': questions.map(({ text: question }) => ids(text.search(question))),
    'rag index': passages,
  };
}

interface Line {
  readonly bench: 'retrieval';
  readonly set: string;
  readonly questions: number;
  readonly metric: string;
  readonly scores: Readonly<Record<string, number>>;
  /** Of the RAG index over each other system, with a 95 % interval. */
  readonly gains: Readonly<Record<string, readonly [number, number, number]>>;
}

function score({ name, questions }: Collection, rankings: Rankings): Line {
  const [metric, measure] = name.startsWith('xquad')
    ? (['MRR@10', mrr10] as const)
    : (['nDCG@10', ndcg10] as const);
  const each = Object.entries(rankings).map(([system, lists]): [string, number[]] => [
    system,
    questions.map(({ gold }, i) => measure(lists[i] ?? [], gold)),
  ]);
  const ours = each.find(([system]) => system === 'rag index')?.[1] ?? [];
  const gains = each
    .filter(([system]) => system !== 'rag index')
    .map(([system, base]): [string, readonly [number, number, number]] => {
      const [low, high] = gainInterval(base, ours);
      return [system, [round(mean(ours) - mean(base)), round(low), round(high)]];
    });
  return {
    bench: 'retrieval',
    set: name,
    questions: questions.length,
    metric,
    scores: Object.fromEntries(each.map(([system, list]) => [system, round(mean(list))])),
    gains: Object.fromEntries(gains),
  };
}

function describe({ set, questions, metric, scores, gains }: Line): string {
  const list = Object.entries(scores).map(([system, value]) => `${system} ${value}`);
  const over = gains[BASE]?.join(' / ');
  return `${set} (${questions}) ${metric}: ${list.join(', ')}; rag index over ${BASE} (low, high): ${over}`;
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
