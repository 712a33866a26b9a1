import {
  embedderMismatch,
  generationIncomplete,
  generationServes,
  generationUnknown,
} from '../errors.ts';
import type { Embedding } from '../index/document.ts';
import type { FilledPassage, MissingPassage, VectorIdentity } from '../index/generation.ts';
import { parsePassageId, passageId } from '../index/passage-id.ts';
import { describeVectors } from '../index/vector-identity.ts';
import { encodeVector } from '../vectors/vector-code.ts';
import type { Database } from './database.ts';
import { toBytes, toExtras } from './rows.ts';
import { generationSchema } from './schema.ts';
import { readSetting, writeSetting } from './settings.ts';

/** A generation of this file; number 0 holds no vectors: words alone. */
export interface StoredGeneration {
  /** Part of the names of its tables. */
  readonly number: number;
  readonly vectors: VectorIdentity | undefined;
}

const WORDS: StoredGeneration = { number: 0, vectors: undefined };

/** All generations with vectors. */
export function storedGenerations(database: Database): readonly StoredGeneration[] {
  return database
    .all('SELECT id, embedder, dimensions FROM generation ORDER BY id')
    .map(({ id, embedder, dimensions }) => ({
      number: Number(id),
      vectors: { id: String(embedder), dimensions: Number(dimensions) },
    }));
}

/** The generation of an embedder, if there is one. */
export function findGeneration(
  database: Database,
  vectors: VectorIdentity | undefined,
): StoredGeneration | undefined {
  return [WORDS, ...storedGenerations(database)].find(
    (one) => describeVectors(one.vectors) === describeVectors(vectors),
  );
}

/** The generation that serves; undefined in a new file. */
export function servingGeneration(database: Database): StoredGeneration | undefined {
  const serving = readSetting(database, 'serving');
  if (serving === undefined) return undefined;
  return [WORDS, ...storedGenerations(database)].find(({ number }) => String(number) === serving);
}

/** Opens the generation that serves; in a new file that of `vectors` is made and serves. */
export function openGeneration(
  database: Database,
  vectors: VectorIdentity | undefined,
): StoredGeneration {
  if (readSetting(database, 'serving') === undefined) {
    database.write(() => {
      if (readSetting(database, 'serving') !== undefined) return;
      const { number } = vectors === undefined ? WORDS : beginGeneration(database, vectors);
      writeSetting(database, 'serving', String(number));
    });
  }
  const serving = servingGeneration(database);
  if (serving !== undefined && describeVectors(serving.vectors) === describeVectors(vectors)) {
    return serving;
  }
  throw embedderMismatch(describeVectors(serving?.vectors), describeVectors(vectors));
}

/** Makes a generation unless there is one; within a transaction. */
export function beginGeneration(database: Database, vectors: VectorIdentity): StoredGeneration {
  const before = findGeneration(database, vectors);
  if (before !== undefined) return before;
  database.run(
    'INSERT INTO generation (embedder, dimensions) VALUES (?, ?)',
    vectors.id,
    vectors.dimensions,
  );
  const made = findGeneration(database, vectors) as StoredGeneration;
  database.execute(generationSchema(made.number));
  return made;
}

/** Stores what an embedder made of a passage. */
export function insertEmbedding(
  database: Database,
  generation: number,
  passage: number,
  { key, vector }: Embedding,
): void {
  const { bits, scale } = encodeVector(vector);
  database.run(
    `INSERT OR REPLACE INTO vector_${generation} (passage, key, bytes) VALUES (?, ?, ?)`,
    passage,
    key,
    toBytes(vector),
  );
  database.run(
    `INSERT OR REPLACE INTO code_${generation} (passage, scale, bits) VALUES (?, ?, ?)`,
    passage,
    scale,
    bits,
  );
}

export function countMissing(database: Database, generation: number): number {
  if (generation === 0) return 0;
  const row = database.get(
    `SELECT (SELECT count(*) FROM passage) - (SELECT count(*) FROM vector_${generation}) AS n`,
  );
  return Number(row?.n);
}

/** Some passages that have no vector of a generation. */
export function missingPassages(
  database: Database,
  generation: number,
  limit: number,
): readonly MissingPassage[] {
  const rows = database.all(
    `SELECT p.start, p.end, p.line, p.headings, p.text, p.extras, d.tenant, d.source, d.title, d.content
     FROM passage p JOIN document d ON d.id = p.document
     WHERE NOT EXISTS (SELECT 1 FROM vector_${generation} v WHERE v.passage = p.id) ORDER BY p.id LIMIT ?`,
    limit,
  );
  return rows.map((row) => {
    const span = { start: Number(row.start), end: Number(row.end) };
    const source = String(row.source);
    return {
      ...span,
      id: passageId(source, span),
      tenant: String(row.tenant),
      source,
      ...(row.title !== null && { title: String(row.title) }),
      content: String(row.content),
      line: Number(row.line),
      headings: JSON.parse(String(row.headings)),
      text: String(row.text),
      ...toExtras(row),
    };
  });
}

/** Adds vectors of passages that are still what they were; within a transaction. */
export function fillPassages(
  database: Database,
  generation: number,
  passages: readonly FilledPassage[],
): void {
  for (const { tenant, id, content, embedding } of passages) {
    const { source = '', start = 0, end = 0 } = parsePassageId(id) ?? {};
    const row = database.get(
      `SELECT p.id FROM document d JOIN passage p ON p.document = d.id
       WHERE d.tenant = ? AND d.source = ? AND d.content = ? AND p.start = ? AND p.end = ?`,
      tenant,
      source,
      content,
      start,
      end,
    );
    if (row !== undefined) insertEmbedding(database, generation, Number(row.id), embedding);
  }
}

/** Lets a generation serve; within a transaction. */
export function serveGeneration(
  database: Database,
  vectors: VectorIdentity | undefined,
  complete: boolean,
): StoredGeneration {
  const next = findGeneration(database, vectors);
  if (next === undefined) throw generationUnknown(describeVectors(vectors));
  const missing = countMissing(database, next.number);
  if (complete && missing > 0) throw generationIncomplete(describeVectors(vectors), missing);
  const before = servingGeneration(database);
  if (before?.number !== next.number) {
    writeSetting(database, 'previous', String(before?.number ?? 0));
    writeSetting(database, 'serving', String(next.number));
  }
  return next;
}

/** Drops the tables of a generation; within a transaction. */
export function dropGeneration(database: Database, vectors: VectorIdentity): void {
  const generation = findGeneration(database, vectors);
  if (generation === undefined) return;
  const { number } = generation;
  if (readSetting(database, 'serving') === String(number)) {
    throw generationServes(describeVectors(vectors));
  }
  database.execute(`DROP TABLE vector_${number}; DROP TABLE code_${number}`);
  database.run('DELETE FROM generation WHERE id = ?', number);
  if (readSetting(database, 'previous') === String(number)) {
    database.run("DELETE FROM setting WHERE name = 'previous'");
  }
}
