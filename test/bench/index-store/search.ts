import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Filter } from '@ashlar/core';
import { openIndex, type SourceFile } from '@ashlar/rag';
import { sqliteStore } from '@ashlar/rag/sqlite';
import { clusteredEmbedder, randomNumbers, wordsOf } from './made-up.ts';
import { latencies, type Row, timed } from './row.ts';

const ACCESS = { tenant: 'bench', subject: 'bench', groups: ['all'] };
const QUERIES = 100;
const WORDS = 60;
const BUCKETS = 20;

/** Hybrid search in one SQLite file, a document for each passage: the hardest case for rights and filters. */
export async function benchSearch(passages: number, dimensions: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-bench-'));
  const file = join(folder, 'index.sqlite');
  const embedder = clusteredEmbedder(dimensions);
  const word = wordsOf(randomNumbers(2));
  const text = (n: number) => Array.from({ length: n }, word).join(' ');
  const rows: Row[] = [];
  try {
    const first = await openIndex({ store: sqliteStore({ file }), embedder });
    let start = performance.now();
    await first.ingest(documents(passages, text), { tenant: ACCESS.tenant });
    const seconds = (performance.now() - start) / 1000;
    await first.close();
    const megabytes = statSync(file).size / 1e6;
    rows.push({
      what: `ingest ${passages} × ${dimensions}`,
      figures: `${seconds.toFixed(0)} s, ${megabytes.toFixed(0)} MB`,
      seconds,
      megabytes,
    });

    start = performance.now();
    const index = await openIndex({ store: sqliteStore({ file }), embedder });
    await index.search({ text: text(6) }, ACCESS);
    const cold = performance.now() - start;
    rows.push({
      what: 'open and search for the first time',
      figures: `${cold.toFixed(0)} ms`,
      cold,
    });

    const search = async (what: string, filterOf?: (i: number) => Filter) => {
      const questions = Array.from({ length: QUERIES }, () => text(6));
      const times = await timed(QUERIES, (i) =>
        index.search(
          { text: questions[i] as string, ...(filterOf && { filter: filterOf(i) }) },
          ACCESS,
        ),
      );
      rows.push(latencies(what, times));
    };
    await search('hybrid search');
    await search('hybrid search, filter of 5 %', (i) => ({
      op: 'eq',
      field: 'bucket',
      value: i % BUCKETS,
    }));
    for (const [what, questions] of [
      ['recall@10 of codes, stored vectors', undefined],
      ['recall@10 of codes, questions', Array.from({ length: 20 }, () => text(6))],
    ] as const) {
      const { recall, lowest, queries } = await index.recallCheck(ACCESS, {
        ...(questions ? { questions } : { sample: 20 }),
      });
      const figures = `${recall.toFixed(3)}, lowest ${lowest.toFixed(2)} (${queries} queries)`;
      rows.push({ what, figures, recall, lowest });
    }
    await index.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

function* documents(count: number, text: (words: number) => string): Generator<SourceFile> {
  for (let i = 0; i < count; i += 1) {
    const own = text(WORDS);
    yield {
      source: `${i}.md`,
      groups: ACCESS.groups,
      metadata: { bucket: i % BUCKETS },
      read: async () => new TextEncoder().encode(own),
    };
  }
}
