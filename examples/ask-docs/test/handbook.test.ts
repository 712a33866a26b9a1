import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerQuestion, memoryStore, openIndex, simpleRag } from '@ashlar/rag';
import { folder } from '@ashlar/rag/folder';
import { extractAnswer } from '@ashlar/rag/offline';
import { expect, test } from 'vitest';
import { askDocs, freshEnvironment } from './run-command.ts';

interface Asked {
  readonly id: string;
  readonly text: string;
  readonly answerable: boolean;
  readonly relevant: Readonly<Record<string, number>>;
}

const handbook = join(import.meta.dirname, '../../../../shared/data/handbook');
const here = existsSync(handbook);

// A smoke test over thirteen questions, not a measure: `pnpm eval abstention` is one.
test.skipIf(!here)(
  here
    ? 'answers the questions about a handbook, and refuses those that it does not answer'
    : `skipped: there is no handbook at ${handbook}`,
  { timeout: 60_000 },
  async () => {
    const docs = join(handbook, 'docs');
    const lines = readFileSync(join(handbook, 'dev-queries.jsonl'), 'utf8').trim().split('\n');
    const asked = lines.map((line): Asked => JSON.parse(line));
    const index = await openIndex({ store: memoryStore() });
    await index.ingest(await folder(docs), { tenant: 'local' });
    const rag = simpleRag({
      model: answerQuestion.by(extractAnswer),
      retriever: index.retriever(),
      access: { unrestricted: 'smoke test' },
    });
    const found: string[] = [];
    for (const { id, text, answerable, relevant } of asked) {
      const { grounding, citations } = await rag.run(text).value();
      for (const { source, span, quote, line } of citations) {
        const file = readFileSync(join(docs, source), 'utf8');
        expect(file.slice(span.start, span.end)).toBe(quote);
        expect(file.slice(0, span.start).split(/\r\n|\n|\r/)).toHaveLength(line);
      }
      if (!answerable) expect(grounding, text).toBe('abstained');
      if (citations.slice(0, 3).some(({ source }) => source in relevant)) found.push(id);
    }
    expect(found.length).toBeGreaterThanOrEqual(9);
    const [first] = asked;
    const ended = await askDocs([first?.text ?? '', '--docs', docs, '--json'], freshEnvironment());
    expect(ended.err).toMatch(/^Skipped: 4 files of other kinds, such as .*\.pdf\.\n$/);
    const { citations } = JSON.parse(ended.out);
    expect(
      citations.some(({ source }: { source: string }) => source in (first?.relevant ?? {})),
    ).toBe(true);
  },
);
