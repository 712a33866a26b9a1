import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStore, openIndex, type SourceFile } from '@ashlar/rag';
import { sqliteStore } from '@ashlar/rag/sqlite';
import { randomNumbers, wordsOf } from './made-up.ts';
import { type Row, timed } from './row.ts';

const PAGES = 300;

/** Ingests made-up Markdown without embeddings; then once more, with one changed page. */
export async function benchIngest(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-bench-'));
  const pages = markdownPages(PAGES);
  const bytes = pages.reduce((sum, { text }) => sum + text.length, 0);
  const rows: Row[] = [];
  try {
    for (const [name, store] of [
      ['SQLite', sqliteStore({ file: join(folder, 'index.sqlite') })],
      ['memory', memoryStore()],
    ] as const) {
      const index = await openIndex({ store });
      const run = async (items: readonly SourceFile[]) => {
        const { wall, cpu } = await timed(1, () => index.ingest(items, { tenant: 'bench' }));
        return { seconds: (wall[0] as number) / 1000, cpuSeconds: (cpu[0] as number) / 1000 };
      };
      const { seconds, cpuSeconds } = await run(pages.map(toFile));
      const rate = bytes / 1e6 / seconds;
      const cpuRate = bytes / 1e6 / cpuSeconds;
      const figures = `${rate.toFixed(2)} MB/s, ${cpuRate.toFixed(2)} MB per CPU second (${(bytes / 1e6).toFixed(1)} MB)`;
      rows.push({ what: `ingest Markdown, ${name}`, figures, rate, cpuRate });
      const changed = pages.map((page, i) =>
        i === 7 ? { ...page, text: `${page.text} More.` } : page,
      );
      const again = 1000 * (await run(changed.map(toFile))).seconds;
      rows.push({
        what: `ingest again, 1 of ${PAGES} changed, ${name}`,
        figures: `${again.toFixed(0)} ms`,
        ms: again,
      });
      await index.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

interface Page {
  readonly source: string;
  readonly text: string;
}

function toFile({ source, text }: Page): SourceFile {
  return { source, read: async () => new TextEncoder().encode(text) };
}

function markdownPages(count: number): readonly Page[] {
  const random = randomNumbers(1);
  const word = wordsOf(random);
  const words = (n: number) => Array.from({ length: n }, word).join(' ');
  return Array.from({ length: count }, (_, i) => {
    const sections = Array.from(
      { length: 8 },
      () => `## ${words(3)}\n\n${words(80)}.\n\n- ${words(12)}\n- ${words(9)}\n\n${words(40)}.`,
    );
    return { source: `pages/${i}.md`, text: `# ${words(4)}\n\n${sections.join('\n\n')}\n` };
  });
}
