// Which splitter brings more of what was asked for to the reader, at equal characters, and what splitting costs. --data DIR [--json] [--budget 4000]
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Span } from '@ashlar/core';
import { memoryStore, openIndex } from '@ashlar/rag';
import { withParents } from '@ashlar/rag/retrieve';
import {
  parentChildSplitter,
  recursiveSplitter,
  type Splitter,
  sentenceSplitter,
  structureSplitter,
  tokenSplitter,
} from '@ashlar/rag/splitters';
import { fixedSplitter } from './chunking/fixed-splitter.ts';
import { pairedDifference, spanRecall } from './chunking/span-recall.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env.ASHLAR_DATA ?? '' },
    json: { type: 'boolean', default: false },
    budget: { type: 'string', default: '4000' },
  },
});
const budget = Number(values.budget);
const folder = [values.data, join(values.data, 'chunking')].find((one) =>
  existsSync(join(one, 'dev-queries.jsonl')),
);
if (folder === undefined) {
  console.error('bench chunking: skipped, there is no dev-queries.jsonl: --data DIR');
  process.exit(0);
}

interface Case {
  readonly corpus: string;
  readonly text: string;
  readonly spans: readonly Span[];
}

const corpora = readdirSync(join(folder, 'corpora')).map((name) => ({
  source: name,
  text: readFileSync(join(folder, 'corpora', name), 'utf8'),
}));
const cases = readFileSync(join(folder, 'dev-queries.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Case);

const BAR = 'fixed 800/400';
const splitters: Readonly<Record<string, Splitter>> = {
  [BAR]: fixedSplitter(800, 400),
  'fixed 800/0': fixedSplitter(800, 0),
  'fixed 600/150': fixedSplitter(600, 150),
  'recursive 600/150': recursiveSplitter({ size: 600, overlap: 150 }),
  'sentence 800': sentenceSplitter(),
  'sentence 600/150': sentenceSplitter({ size: 600, overlap: 150 }),
  'structure 800 (default)': structureSplitter(),
  'structure 600/150': structureSplitter({ size: 600, overlap: 150 }),
  'structure 800/200': structureSplitter({ size: 800, overlap: 200 }),
  'token 150/40': tokenSplitter({ size: 150, overlap: 40 }),
  'parent/child 1600/400': parentChildSplitter({ parent: 1600, child: 400 }),
};

const access = { tenant: 'bench', subject: 'bench', groups: [] };
const results = new Map<string, { recalls: readonly number[]; mbPerS: number; chunks: number }>();
for (const [name, split] of Object.entries(splitters)) {
  const index = await openIndex({ store: memoryStore(), split });
  const items = corpora.map(({ source, text }) => ({
    source,
    read: async () => new TextEncoder().encode(text),
  }));
  await index.ingest(items, { tenant: access.tenant });
  const plain = index.retriever({ limit: 50 });
  const retriever = name.startsWith('parent') ? withParents(plain, index) : plain;
  const recalls: number[] = [];
  for (const { corpus, text, spans } of cases) {
    const hits = await retriever.retrieve({ text }, access);
    const source = corpora.find((one) => one.source.startsWith(corpus))?.source ?? '';
    recalls.push(spanRecall(hits, { source, spans }, budget));
  }
  const { passages } = await index.stats(access);
  results.set(name, { recalls, chunks: passages, mbPerS: await speedOf(split) });
  await index.close();
}

/** Megabytes of text (UTF-8) that are split in a second, after one round to warm up. */
async function speedOf(split: Splitter): Promise<number> {
  const bytes = corpora.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const once = async () => {
    for (const { text } of corpora) await split({ text });
  };
  await once();
  const rounds = 3;
  const started = performance.now();
  for (let i = 0; i < rounds; i += 1) await once();
  return (rounds * bytes) / 1e6 / ((performance.now() - started) / 1000);
}

const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
const round = (value: number) => Math.round(value * 1000) / 1000;
for (const set of [...new Set(cases.map(({ corpus }) => corpus)), 'all']) {
  const own = (all: readonly number[]) =>
    all.filter((_, i) => set === 'all' || cases[i]?.corpus === set);
  const bar = own(results.get(BAR)?.recalls ?? []);
  const rows = [...results].map(([name, { recalls, chunks, mbPerS }]) => {
    const { mean: gain, low, high } = pairedDifference(own(recalls), bar);
    const recall = round(mean(own(recalls)));
    const figures = { splitter: name, recall, gain: [gain, low, high].map(round) };
    return set === 'all' ? { ...figures, chunks, mbPerS: Math.round(mbPerS * 10) / 10 } : figures;
  });
  if (values.json) {
    console.log(JSON.stringify({ bench: 'chunking', set, questions: bar.length, budget, rows }));
    continue;
  }
  console.log(`\n${set}: ${bar.length} questions, span recall at ${budget} characters`);
  for (const { splitter, recall, gain, ...rest } of rows) {
    const [by, low, high] = gain;
    console.log(splitter.padEnd(26), recall, ` ${by} [${low}, ${high}]`, JSON.stringify(rest));
  }
}
