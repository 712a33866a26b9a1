import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface Question {
  readonly text: string;
  readonly relevant: Readonly<Record<string, number>>;
}

export interface TestSet {
  readonly name: string;
  readonly documents: readonly { readonly id: string; readonly text: string }[];
  readonly questions: readonly Question[];
}

const root = resolve(import.meta.dirname, '../../..');
const { values } = parseArgs({ options: { data: { type: 'string' }, sets: { type: 'string' } } });
const folder = values.data ?? join(root, '../shared/data');

type Row = Record<string, unknown>;
const rows = (file: string): Row[] =>
  readFileSync(join(folder, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

const asQuestion = (row: Row): Question => ({
  text: String(row.text ?? row.scenario),
  relevant: row.relevant as Question['relevant'],
});
// The last two turns of the user: the last alone is often "and in Europe?".
const lastTurns = (row: Row): Question => ({
  text: (row.turns as { role: string; text: string }[])
    .filter(({ role }) => role === 'user')
    .slice(-2)
    .map(({ text }) => text)
    .join('\n'),
  relevant: row.relevant as Question['relevant'],
});

const xquad = (lang: string) =>
  ({
    name: `xquad-${lang}`,
    corpus: `xquad/corpus-${lang}.jsonl`,
    queries: 'xquad/dev-queries.jsonl',
    keep: (row: Row): boolean => row.lang === lang,
  }) as const;

const SETS: readonly {
  name: string;
  corpus: string;
  queries: string;
  keep?: (row: Row) => boolean;
  question?: (row: Row) => Question;
}[] = [
  {
    name: 'aws-docs-qa',
    corpus: 'aws-docs-qa/corpus.jsonl',
    queries: 'aws-docs-qa/dev-queries.jsonl',
  },
  { name: 'scifact', corpus: 'scifact/corpus.jsonl', queries: 'scifact/dev-queries.jsonl' },
  ...['en', 'de', 'es', 'ar', 'th', 'zh'].map(xquad),
  { name: 'bank-kb', corpus: 'bank-kb/corpus.jsonl', queries: 'bank-kb/dev-queries.jsonl' },
  {
    name: 'musique',
    corpus: 'multihop/corpus-musique.jsonl',
    queries: 'multihop/dev-queries-musique.jsonl',
  },
  {
    name: 'hotpotqa',
    corpus: 'multihop/corpus-hotpotqa.jsonl',
    queries: 'multihop/dev-queries-hotpotqa.jsonl',
  },
  {
    name: 'mtrag',
    corpus: 'mtrag/corpus.jsonl',
    queries: 'mtrag/dev-conversations.jsonl',
    question: lastTurns,
  },
];

/** The labelled sets found in the data folder; each that is not there is reported, never passed over in silence. */
export function* testSets(): Generator<TestSet> {
  const wanted = values.sets?.split(',');
  for (const { name, corpus, queries, keep, question = asQuestion } of SETS) {
    if (wanted !== undefined && !wanted.includes(name)) continue;
    if (!existsSync(join(folder, corpus)) || !existsSync(join(folder, queries))) {
      console.log(JSON.stringify({ set: name, skipped: 'no such files in --data', file: corpus }));
      continue;
    }
    yield {
      name,
      documents: rows(corpus).map((row) => ({
        id: String(row.id),
        text: `${row.title}\n${row.text}`,
      })),
      questions: rows(queries)
        .filter((row) => keep?.(row) ?? true)
        .map(question)
        .filter(({ relevant }) => Object.keys(relevant).length > 0),
    };
  }
}
