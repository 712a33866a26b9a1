import { AshlarError } from '@ashlar/core';
import { analyserVersion } from '../lexical/analyser-version.ts';
import type { Database } from './database.ts';

/** Raise it when tables change their meaning. */
const FORMAT = '3';
/**
 * Checks that the file was made by the same code, or notes it in a new file: removing a document finds its postings by
 * analysing it again.
 */
export function checkFormat(database: Database): void {
  const format = `${FORMAT} ${analyserVersion()}`;
  if (readSetting(database, 'format') === undefined) {
    database.run('INSERT OR IGNORE INTO setting (name, value) VALUES (?, ?)', 'format', format);
  }
  if (readSetting(database, 'format') === format) return;
  throw new AshlarError(
    'index.format',
    `The index ${database.file} was made by another version. Delete it and ingest again.`,
    { facts: { where: database.file } },
  );
}

/** What is stored under a name. */
export function readSetting(database: Database, name: string): string | undefined {
  const row = database.get('SELECT value FROM setting WHERE name = ?', name);
  return row === undefined ? undefined : String(row.value);
}

export function writeSetting(database: Database, name: string, value: string): void {
  database.run('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)', name, value);
}
