import type { NewDocument } from '../index/document.ts';
import { extrasOf, type PassageExtras } from '../index/passage-extras.ts';
import { searchableText } from '../index/searchable-text.ts';
import type { Batch } from '../index/store.ts';
import { BLOCK, type PostingBatch, postingBatch } from '../lexical/posting-batch.ts';
import { appendPosting, openPostings, readPostings, toPart } from '../lexical/posting-codec.ts';
import type { Transaction } from './database.ts';
import type { GenerationTables, StoredGeneration } from './generations.ts';
import { toHex } from './rows.ts';

/** Rows that are sent together. */
const ROWS = 5000;

/** Writes a batch: documents, passages, their postings and vectors; within a transaction that holds the tenant's lock. */
export async function writeBatch(
  transaction: Transaction,
  schema: string,
  { tenant, put, update = [], remove }: Batch,
  generation: StoredGeneration,
  tables: GenerationTables,
): Promise<void> {
  const postings = postingBatch();
  const passages = put.reduce((sum, one) => sum + one.passages.length, 0);
  const numbers = await transaction.get(
    `INSERT INTO ${schema}.tenant AS own (tenant, version, next_document, next_passage) VALUES ($1, 1, 1 + $2::int, 1 + $3::int)
     ON CONFLICT (tenant) DO UPDATE SET version = own.version + 1,
       next_document = own.next_document + $2::int, next_passage = own.next_passage + $3::int
     RETURNING next_document, next_passage`,
    tenant,
    put.length,
    passages,
  );
  const sources = [...remove, ...put.map(({ source }) => source)];
  await removeDocuments(transaction, schema, tenant, sources, { postings, tables });
  const document = Number(numbers?.next_document) - put.length;
  const passage = Number(numbers?.next_passage) - passages;
  await insertDocuments(transaction, schema, tenant, put, document);
  await insertPassages(transaction, schema, tenant, put, { document, passage, postings });
  const embeddings = put
    .flatMap((one) => one.passages)
    .flatMap(({ embedding }, i) => (embedding ? [[passage + i, embedding] as const] : []));
  for (const part of chunks(embeddings, 500)) {
    await tables.insert(transaction, generation, tenant, part);
  }
  for (const { source, fingerprint, metadata, groups, card } of update) {
    // A document whose text has changed meanwhile keeps what it has: its next ingestion brings both.
    await transaction.all(
      `UPDATE ${schema}.document SET attributes = $4, metadata = $5::jsonb, readers = $6::text[], card = $7::jsonb
       WHERE tenant = $1 AND source = $2 AND content = $3`,
      tenant,
      source,
      fingerprint.content,
      fingerprint.attributes,
      metadata === undefined ? null : JSON.stringify(metadata),
      groups ?? null,
      card === undefined ? null : JSON.stringify(card),
    );
  }
  for (const part of chunks([...postings.rows()], ROWS)) {
    // A row that is there holds earlier passages: it grows by appending parts.
    await transaction.all(
      `INSERT INTO ${schema}.posting AS own (tenant, term, block, bytes)
       SELECT $1, term, block, decode(bytes, 'hex') FROM unnest($2::text[], $3::int[], $4::text[]) AS new (term, block, bytes)
       ON CONFLICT (tenant, term, block) DO UPDATE SET bytes = own.bytes || excluded.bytes`,
      tenant,
      part.map(([term]) => term),
      part.map(([, block]) => block),
      part.map(([, , bytes]) => toHex(bytes)),
    );
  }
}

async function insertDocuments(
  transaction: Transaction,
  schema: string,
  tenant: string,
  put: readonly NewDocument[],
  first: number,
): Promise<void> {
  for (const part of chunks([...put.entries()], 500)) {
    const rows = part.map(([i, { source, fingerprint, title, metadata, groups, card }]) => ({
      number: first + i,
      source,
      content: fingerprint.content,
      attributes: fingerprint.attributes,
      title,
      metadata,
      readers: groups,
      card,
    }));
    await transaction.all(
      `INSERT INTO ${schema}.document (tenant, number, source, content, attributes, title, metadata, readers, card)
       SELECT $1, * FROM jsonb_to_recordset($2::jsonb) AS new (number int, source text, content text, attributes text,
         title text, metadata jsonb, readers text[], card jsonb)`,
      tenant,
      JSON.stringify(rows),
    );
  }
}

async function insertPassages(
  transaction: Transaction,
  schema: string,
  tenant: string,
  put: readonly NewDocument[],
  first: { readonly document: number; readonly passage: number; readonly postings: PostingBatch },
): Promise<void> {
  let number = first.passage;
  const all = put.flatMap(({ title, passages }, i) =>
    passages.map((passage) => {
      const { start, end, line, headings, text } = passage;
      const lengths = first.postings.add(number, searchableText(title, passage));
      const extras = extrasOf(passage);
      const row = {
        number,
        document: first.document + i,
        line,
        headings,
        text,
        ...lengths,
        extras,
      };
      number += 1;
      return { ...row, start_at: start, end_at: end };
    }),
  );
  for (const part of chunks(all, 500)) {
    await transaction.all(
      `INSERT INTO ${schema}.passage (tenant, number, document, start_at, end_at, line, words, ngrams, pairs, headings, text, extras)
       SELECT $1, * FROM jsonb_to_recordset($2::jsonb) AS new (number int, document int, start_at int, end_at int, line int,
         words int, ngrams int, pairs int, headings jsonb, text text, extras jsonb)`,
      tenant,
      JSON.stringify(part),
    );
  }
}

async function removeDocuments(
  transaction: Transaction,
  schema: string,
  tenant: string,
  sources: readonly string[],
  { postings, tables }: { readonly postings: PostingBatch; readonly tables: GenerationTables },
): Promise<void> {
  const rows = await transaction.all(
    `SELECT p.number, p.headings, p.text, p.extras, d.title FROM ${schema}.document d
     JOIN ${schema}.passage p ON p.tenant = d.tenant AND p.document = d.number
     WHERE d.tenant = $1 AND d.source = ANY ($2::text[])`,
    tenant,
    sources,
  );
  await transaction.all(
    `DELETE FROM ${schema}.document WHERE tenant = $1 AND source = ANY ($2::text[])`,
    tenant,
    sources,
  );
  if (rows.length === 0) return;
  const numbers = rows.map(({ number }) => Number(number));
  const gone = (table: string, column: string) =>
    transaction.all(
      `DELETE FROM ${schema}.${table} WHERE tenant = $1 AND ${column} = ANY ($2::int[])`,
      tenant,
      numbers,
    );
  await gone('passage', 'number');
  for (const { number } of await tables.all(transaction)) await gone(`vector_${number}`, 'passage');
  const terms = new Map<string, Set<number>>();
  for (const { number, headings, text, extras, title } of rows) {
    const searched = searchableText(title === null ? undefined : String(title), {
      headings: headings as readonly string[],
      text: String(text),
      ...(extras as PassageExtras | null),
    });
    const block = Math.floor(Number(number) / BLOCK);
    for (const term of postings.keysOf(searched)) {
      terms.set(term, (terms.get(term) ?? new Set()).add(block));
    }
  }
  const places = [...terms].flatMap(([term, blocks]) =>
    [...blocks].map((one) => [term, one] as const),
  );
  for (const part of chunks(places, ROWS)) {
    await removePostings(transaction, schema, tenant, part, new Set(numbers));
  }
}

/** Takes passages out of rows of postings; rows that are empty then are gone. */
async function removePostings(
  transaction: Transaction,
  schema: string,
  tenant: string,
  places: readonly (readonly [term: string, block: number])[],
  gone: ReadonlySet<number>,
): Promise<void> {
  const columns = [places.map(([term]) => term), places.map(([, block]) => block)];
  const rows = await transaction.all(
    `DELETE FROM ${schema}.posting own USING unnest($2::text[], $3::int[]) AS old (term, block)
     WHERE own.tenant = $1 AND own.term = old.term AND own.block = old.block RETURNING own.term, own.block, own.bytes`,
    tenant,
    ...columns,
  );
  const kept = rows.flatMap(({ term, block, bytes }) => {
    const rest = openPostings();
    readPostings(bytes as Uint8Array, (offset, count, positions) => {
      const passage = Number(block) * BLOCK + offset;
      if (!gone.has(passage)) appendPosting(rest, offset, count, positions);
    });
    return rest.entries.length === 0 ? [] : [[term, block, toHex(toPart(rest))] as const];
  });
  await transaction.all(
    `INSERT INTO ${schema}.posting (tenant, term, block, bytes)
     SELECT $1, term, block, decode(bytes, 'hex') FROM unnest($2::text[], $3::int[], $4::text[]) AS new (term, block, bytes)`,
    tenant,
    kept.map(([term]) => term),
    kept.map(([, block]) => block),
    kept.map(([, , bytes]) => bytes),
  );
}

function* chunks<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}
