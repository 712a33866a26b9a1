import type { AttributeChange, NewDocument } from '../index/document.ts';
import { extrasOf } from '../index/passage-extras.ts';
import { searchableText } from '../index/searchable-text.ts';
import type { Batch } from '../index/store.ts';
import { BLOCK, type PostingBatch, postingBatch } from '../lexical/posting-batch.ts';
import { appendPosting, openPostings, readPostings, toPart } from '../lexical/posting-codec.ts';
import type { Database, Row } from './database.ts';
import { insertEmbedding, storedGenerations } from './generations.ts';
import { toExtras } from './rows.ts';

/** Writes a batch: documents, passages, their postings and vectors; within a transaction. */
export function writeBatch(database: Database, batch: Batch, generation: number): void {
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
    insertDocument(database, batch.tenant, document, passage, postings);
    for (const { embedding } of document.passages) {
      if (embedding && generation > 0) insertEmbedding(database, generation, passage, embedding);
      passage += 1;
    }
  }
  for (const change of batch.update ?? []) updateAttributes(database, batch.tenant, change);
  writePostings(database, batch.tenant, postings, Math.floor(first / BLOCK));
}

/** A document whose text has changed meanwhile keeps what it has: its next ingestion brings both. */
function updateAttributes(database: Database, tenant: string, change: AttributeChange): void {
  const { source, fingerprint, metadata, groups, card } = change;
  database.run(
    `UPDATE document SET attributes = ?, metadata = ?, readers = ?, card = ?
     WHERE tenant = ? AND source = ? AND content = ?`,
    fingerprint.attributes,
    jsonOf(metadata),
    jsonOf(groups),
    jsonOf(card),
    tenant,
    source,
    fingerprint.content,
  );
}

const jsonOf = (value: object | undefined): string | null =>
  value === undefined ? null : JSON.stringify(value);

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
  const passages = database.all(
    'SELECT id, headings, text, extras FROM passage WHERE document = ?',
    id,
  );
  for (const { number } of storedGenerations(database)) {
    const own = 'IN (SELECT id FROM passage WHERE document = ?)';
    database.run(`DELETE FROM vector_${number} WHERE passage ${own}`, id);
    database.run(`DELETE FROM code_${number} WHERE passage ${own}`, id);
  }
  database.run('DELETE FROM passage WHERE document = ?', id);
  database.run('DELETE FROM document WHERE id = ?', id);
  return passages.map((row: Row) => ({
    passage: Number(row.id),
    terms: postings.keysOf(
      searchableText(title, {
        headings: JSON.parse(String(row.headings)),
        text: String(row.text),
        ...toExtras(row),
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
): void {
  const { source, fingerprint, title, metadata, groups, card, passages } = document;
  const id = nextId(database, 'document');
  database.run(
    `INSERT INTO document (id, tenant, source, content, attributes, title, metadata, readers, card)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    tenant,
    source,
    fingerprint.content,
    fingerprint.attributes,
    title ?? null,
    jsonOf(metadata),
    jsonOf(groups),
    jsonOf(card),
  );
  passages.forEach((passage, i) => {
    const { start, end, line, headings, text } = passage;
    const { words, ngrams, pairs } = postings.add(firstPassage + i, searchableText(title, passage));
    database.run(
      `INSERT INTO passage (id, document, start, end, line, words, ngrams, pairs, headings, text, extras)
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
      jsonOf(extrasOf(passage) ?? undefined),
    );
  });
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

function joined(before: Bytes, added: Uint8Array): Uint8Array {
  if (before === undefined) return added;
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
      const kept = openPostings();
      readPostings(before, (offset, count, positions) => {
        if (!offsets.has(offset)) appendPosting(kept, offset, count, positions);
      });
      if (kept.entries.length > 0) {
        database.run(WRITE, tenant, term, block, toPart(kept));
      } else {
        const remove = 'DELETE FROM posting WHERE tenant = ? AND term = ? AND block = ?';
        database.run(remove, tenant, term, block);
      }
    }
  }
}
