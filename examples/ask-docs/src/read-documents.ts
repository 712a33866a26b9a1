import type { DocumentIndex, IngestReport, Skipped } from '@ashlar/rag';
import { folder } from '@ashlar/rag/folder';
import { progressBar } from './progress.ts';
import { UsageError } from './usage-error.ts';

/** Everything here belongs to the person who runs the command. */
export const TENANT = 'local';

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
  tellSkipped(report.skipped);
  if (report.interrupted) {
    throw new UsageError(
      'Interrupted while reading documents. What was read is kept: run it again to go on.',
    );
  }
  if (report.ingested + report.unchanged === 0) {
    const why =
      items.length === 0 ? 'it is empty' : 'none of its files is readable Markdown or text';
    throw new UsageError(`There is nothing to ask in ${docs}: ${why}.`);
  }
  return report;
}

/** One line for each bad file; files of other kinds are only counted. */
function tellSkipped(skipped: readonly Skipped[]): void {
  const unsupported = skipped.filter((one) => one.skipped === 'unsupported');
  for (const { message } of skipped.filter((one) => one.skipped !== 'unsupported')) {
    console.error(`Skipped: ${message}`);
  }
  if (unsupported.length > 0) {
    const [first] = unsupported;
    const files = unsupported.length === 1 ? 'file' : 'files';
    console.error(
      `Skipped: ${unsupported.length} ${files} of other kinds, such as ${first?.source}.`,
    );
  }
}
