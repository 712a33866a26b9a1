import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIndex } from '@ashlar/rag';
import { sqliteStore } from '@ashlar/rag/sqlite';
import { latencies, type Row, timed } from './row.ts';

const ACCESS = { tenant: 'bench', subject: 'bench', groups: [] };

/** Real documents: ingest and search of `aws-docs-qa` below the folder of evaluation data, by words alone. */
export async function benchDocuments(data: string | undefined): Promise<Row[]> {
  const what = 'aws-docs-qa';
  const folder = join(data ?? '', what);
  if (data === undefined || !existsSync(folder)) {
    return [{ what, figures: 'skipped: pass --data with the folder that holds aws-docs-qa' }];
  }
  const pages = linesOf(join(folder, 'corpus.jsonl'));
  const questions = linesOf(join(folder, 'dev-queries.jsonl'));
  const made = mkdtempSync(join(tmpdir(), 'ashlar-bench-'));
  try {
    const index = await openIndex({ store: sqliteStore({ file: join(made, 'index.sqlite') }) });
    const bytes = pages.map(({ text }) => new TextEncoder().encode(text));
    const megabytes = bytes.reduce((sum, { length }) => sum + length, 0) / 1e6;
    const ingest = await timed(1, () =>
      index.ingest(
        pages.map(({ id }, i) => ({ source: id, read: async () => bytes[i] as Uint8Array })),
        { tenant: ACCESS.tenant },
      ),
    );
    const rate = megabytes / ((ingest.wall[0] as number) / 1000);
    const cpuRate = megabytes / ((ingest.cpu[0] as number) / 1000);
    const figures = `${rate.toFixed(2)} MB/s, ${cpuRate.toFixed(2)} MB per CPU second (${megabytes.toFixed(1)} MB)`;
    const search = (i: number) => index.search({ text: questions[i]?.text ?? '' }, ACCESS);
    await search(0);
    const times = await timed(questions.length, search);
    await index.close();
    return [
      { what: `ingest Markdown, ${what}`, figures, rate, cpuRate },
      latencies(`search by words, ${what}`, times),
    ];
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

function linesOf(file: string): readonly { readonly id: string; readonly text: string }[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
