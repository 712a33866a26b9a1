import { searchableText } from '../index/searchable-text.ts';
import type { Batch, NewDocument } from '../index/store.ts';
import { BLOCK, type PostingBatch, postingBatch } from '../lexical/posting-batch.ts';
import { appendPosting, readPostings } from '../lexical/posting-codec.ts';
import type { Database, Row } from './database.ts';

/** Writes a batch in one transaction: documents, passages and their postings. */
export function writeBatch(database: Database, batch: Batch): void {
  database.write(() => {
    const postings = postingBatch();
    const sources = [...batch.remove, ...batch.put.map(({ source }) => source)];
    removePostings(
      database,
      batch.tenant,
      sources.flatMap((source) => removeDocument(database, batch.tenant, source, postings)),
    );
    const first = nextId(database, 'passage');
    let passage = first;
    for (const document of batch.put) {
      passage = insertDocument(database, batch.tenant, document, passage, postings);
    }
    writePostings(database, batch.tenant, postings, Math.floor(first / BLOCK));
  });
}

function nextId(database: Database, table: 'document' | 'passage'): number {
  return Number(database.get(`SELECT coalesce(max(id), 0) + 1 AS next FROM ${table}`)?.next);
}

/** A passage that is gone, and the terms whose postings name it. */
interface Removed {
  readonly passage: number;
  readonly terms: Iterable<string>;
}

function removeDocument(
  database: Database,
  tenant: string,
  source: string,
  postings: PostingBatch,
): readonly Removed[] {
  const document = database.get(
    'SELECT id, title FROM document WHERE tenant = ? AND source = ?',
    tenant,
    source,
  );
  if (document === undefined) return [];
  const id = Number(document.id);
  const title = document.title === null ? undefined : String(document.title);
  const passages = database.all('SELECT id, headings, text FROM passage WHERE document = ?', id);
  database.run('DELETE FROM passage WHERE document = ?', id);
  database.run('DELETE FROM document WHERE id = ?', id);
  return passages.map((row: Row) => ({
    passage: Number(row.id),
    terms: postings.keysOf(
      searchableText(title, {
        headings: JSON.parse(String(row.headings)),
        text: String(row.text),
      }),
    ),
  }));
}

function insertDocument(
  database: Database,
  tenant: string,
  document: NewDocument,
  firstPassage: number,
  postings: PostingBatch,
): number {
  const { source, fingerprint, title, metadata, groups, dataClass, passages } = document;
  const id = nextId(database, 'document');
  database.run(
    `INSERT INTO document (id, tenant, source, fingerprint, title, metadata, readers, data_class)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    tenant,
    source,
    fingerprint,
    title ?? null,
    metadata === undefined ? null : JSON.stringify(metadata),
    groups === undefined ? null : JSON.stringify(groups),
    dataClass ?? null,
  );
  passages.forEach(({ start, end, line, headings, text, vector }, i) => {
    const { words, ngrams, pairs } = postings.add(
      firstPassage + i,
      searchableText(title, { headings, text }),
    );
    database.run(
      `INSERT INTO passage (id, document, start, end, line, words, ngrams, pairs, headings, text, vector)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      firstPassage + i,
      id,
      start,
      end,
      line,
      words,
      ngrams,
      pairs,
      JSON.stringify(headings),
      text,
      vector === undefined
        ? null
        : new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength),
    );
  });
  return firstPassage + passages.length;
}

const READ = 'SELECT bytes FROM posting WHERE tenant = ? AND term = ? AND block = ?';
const WRITE = 'INSERT OR REPLACE INTO posting (tenant, term, block, bytes) VALUES (?, ?, ?, ?)';

function writePostings(
  database: Database,
  tenant: string,
  postings: PostingBatch,
  sharedBlock: number,
): void {
  for (const [term, block, added] of postings.rows()) {
    // Only the block in which the new passages begin can hold earlier ones.
    const before =
      block === sharedBlock ? (database.get(READ, tenant, term, block)?.bytes as Bytes) : undefined;
    database.run(WRITE, tenant, term, block, joined(before, added));
  }
}

type Bytes = Uint8Array | undefined;

function joined(before: Bytes, added: readonly number[]): Uint8Array {
  if (before === undefined) return Uint8Array.from(added);
  const bytes = new Uint8Array(before.length + added.length);
  bytes.set(before);
  bytes.set(added, before.length);
  return bytes;
}

function removePostings(database: Database, tenant: string, removed: readonly Removed[]): void {
  const gone = new Map<string, Map<number, Set<number>>>();
  for (const { passage, terms } of removed) {
    const block = Math.floor(passage / BLOCK);
    for (const term of terms) {
      const blocks = gone.get(term) ?? new Map<number, Set<number>>();
      gone.set(term, blocks);
      blocks.set(block, (blocks.get(block) ?? new Set()).add(passage % BLOCK));
    }
  }
  for (const [term, blocks] of gone) {
    for (const [block, offsets] of blocks) {
      const before = database.get(READ, tenant, term, block)?.bytes as Bytes;
      if (before === undefined) continue;
      const kept: number[] = [];
      readPostings(before, (offset, count, positions) => {
        if (!offsets.has(offset)) appendPosting(kept, offset, count, positions);
      });
      if (kept.length > 0) database.run(WRITE, tenant, term, block, Uint8Array.from(kept));
      else {
        const remove = 'DELETE FROM posting WHERE tenant = ? AND term = ? AND block = ?';
        database.run(remove, tenant, term, block);
      }
    }
  }
}
