import { AshlarError } from '@ashlar/core';
import { embedderMismatch } from '../errors.ts';
import type { VectorIdentity } from '../index/store.ts';
import { describeVectors } from '../index/vector-identity.ts';
import { postingBatch } from '../lexical/posting-batch.ts';
import type { Database } from './database.ts';

/** Raise it when tables or postings change their meaning. */
const FORMAT = '1';
const PROBE =
  'The 3 dressed stones’ weight: 1,250 kg. Größen prüfen, les pierres taillées, 石工 石材, หินก่อ, حجر منحوت';

/**
 * Checks that the file was made by the same code for the same vectors, or notes both in a new file. What analysers make of
 * a probe text stands for their version: removing a document finds its postings by analysing it again.
 */
export function checkSettings(database: Database, vectors: VectorIdentity | undefined): void {
  const format = `${FORMAT} ${JSON.stringify(postingBatch().keysOf(PROBE))}`;
  const embedder = describeVectors(vectors);
  const stored = setting(database, 'format', format);
  if (stored !== format) {
    throw new AshlarError(
      'index.format',
      `The index ${database.file} was made by another version. Delete it and ingest again.`,
      { facts: { where: database.file } },
    );
  }
  const before = setting(database, 'embedder', embedder);
  if (before !== embedder) throw embedderMismatch(before, embedder);
}

/** What is stored under a name; the given value is stored when there is nothing yet. Only then does it wait for a writer. */
function setting(database: Database, name: string, value: string): string {
  const stored = () => database.get('SELECT value FROM setting WHERE name = ?', name)?.value;
  const before = stored();
  if (before !== undefined) return String(before);
  database.run('INSERT OR IGNORE INTO setting (name, value) VALUES (?, ?)', name, value);
  return String(stored());
}
