import { stat } from 'node:fs/promises';
import type { DocumentIndex, IngestReport, Skipped } from '@ashlar/rag';
import { folder } from '@ashlar/rag/folder';
import { progressBar } from './progress.ts';
import { UsageError } from './usage-error.ts';

/** Everything here belongs to the person who runs the command. */
export const TENANT = 'local';
/** At most this many bad files are named. */
const TOLD = 20;

/**
 * Brings the index up to date with a folder, and says on standard error what was left out and why.
 *
 * @throws UsageError when there is nothing to ask, or when it was interrupted
 */
export async function readDocuments(index: DocumentIndex, docs: string): Promise<IngestReport> {
  const items = await folder(docs);
  const bar = progressBar(process.stderr);
  const interrupt = new AbortController();
  const abort = (): void => interrupt.abort();
  process.once('SIGINT', abort);
  const report = await index
    .ingest(items, {
      tenant: TENANT,
      signal: interrupt.signal,
      onProgress: (progress) => bar.show(progress),
    })
    .finally(() => {
      process.off('SIGINT', abort);
      bar.clear();
    });
  const single = items.length === 1 && (await stat(docs)).isFile();
  tellSkipped(report.skipped);
  if (report.interrupted) {
    throw new UsageError(
      'Interrupted while reading documents. What was read is kept: run it again to go on.',
    );
  }
  if (report.ingested + report.unchanged === 0) {
    const none = single
      ? 'it is not readable Markdown or text'
      : 'none of its files is readable Markdown or text';
    const why = items.length === 0 ? 'it is empty' : none;
    throw new UsageError(`There is nothing to ask in ${docs}: ${why}.`);
  }
  return report;
}

/** One line for each bad file, up to a screenful; files of other kinds are only counted. */
function tellSkipped(skipped: readonly Skipped[]): void {
  const unsupported = skipped.filter((one) => one.skipped === 'unsupported');
  const bad = skipped.filter((one) => one.skipped !== 'unsupported');
  for (const { message } of bad.slice(0, TOLD)) console.error(`Skipped: ${message}`);
  if (bad.length > TOLD) console.error(`Skipped: ${bad.length - TOLD} more.`);
  if (unsupported.length > 0) {
    const [first] = unsupported;
    const files = unsupported.length === 1 ? 'file' : 'files';
    console.error(
      `Skipped: ${unsupported.length} ${files} of other kinds, such as ${first?.source}.`,
    );
  }
}
