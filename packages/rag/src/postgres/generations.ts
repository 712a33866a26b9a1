import {
  embedderMismatch,
  generationIncomplete,
  generationServes,
  generationUnknown,
} from '../errors.ts';
import type { Embedding } from '../index/document.ts';
import type {
  FilledPassage,
  Generation,
  GenerationStore,
  MissingPassage,
  VectorIdentity,
} from '../index/generation.ts';
import type { PassageExtras } from '../index/passage-extras.ts';
import { parsePassageId, passageId } from '../index/passage-id.ts';
import { describeVectors } from '../index/vector-identity.ts';
import { encodeVector } from '../vectors/vector-code.ts';
import type { Database, Transaction } from './database.ts';
import { readSetting, writeSetting } from './migrations.ts';
import { toBytes, toHex } from './rows.ts';

/** A generation of this database; number 0 holds no vectors: words alone. */
export interface StoredGeneration {
  /** Part of the name of its table. */
  readonly number: number;
  readonly vectors: VectorIdentity | undefined;
  /** Vectors as bytes with their codes, or as a column of pgvector. */
  readonly kind: 'bytes' | 'pgvector';
}

export const WORDS: StoredGeneration = { number: 0, vectors: undefined, kind: 'bytes' };

/** pgvector's indexes take no more. */
const MOST_INDEXED = 2000;

/** The statements about generations in one schema. */
export interface GenerationTables {
  all(transaction: Transaction): Promise<readonly StoredGeneration[]>;
  find(
    transaction: Transaction,
    vectors: VectorIdentity | undefined,
  ): Promise<StoredGeneration | undefined>;
  /** The one that serves, kept from being replaced while the transaction lasts; undefined in a new index. */
  serving(transaction: Transaction): Promise<StoredGeneration | undefined>;
  begin(transaction: Transaction, vectors: VectorIdentity): Promise<StoredGeneration>;
  insert(
    transaction: Transaction,
    generation: StoredGeneration,
    tenant: string,
    embeddings: readonly (readonly [passage: number, embedding: Embedding])[],
  ): Promise<void>;
}

export function generationTables(schema: string, pgvector: boolean | undefined): GenerationTables {
  const all: GenerationTables['all'] = async (transaction) => {
    const rows = await transaction.all(
      `SELECT id, embedder, dimensions, kind FROM ${schema}.generation ORDER BY id`,
    );
    return rows.map(({ id, embedder, dimensions, kind }) => ({
      number: Number(id),
      vectors: { id: String(embedder), dimensions: Number(dimensions) },
      kind: kind === 'pgvector' ? 'pgvector' : 'bytes',
    }));
  };
  const find: GenerationTables['find'] = async (transaction, vectors) =>
    [WORDS, ...(await all(transaction))].find(
      (one) => describeVectors(one.vectors) === describeVectors(vectors),
    );
  return {
    all,
    find,
    async serving(transaction) {
      const row = await transaction.get(
        `SELECT value FROM ${schema}.setting WHERE name = 'serving' FOR SHARE`,
      );
      return [WORDS, ...(await all(transaction))].find(
        ({ number }) => String(number) === row?.value,
      );
    },
    async begin(transaction, vectors) {
      const before = await find(transaction, vectors);
      if (before !== undefined) return before;
      const { id, dimensions } = vectors;
      const extension = await transaction.get(
        `SELECT n.nspname AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'vector'`,
      );
      const kind = pgvector !== false && extension !== undefined ? 'pgvector' : 'bytes';
      await transaction.all(
        `INSERT INTO ${schema}.generation (embedder, dimensions, kind) VALUES ($1, $2, $3)`,
        id,
        dimensions,
        kind,
      );
      const made = (await find(transaction, vectors)) as StoredGeneration;
      const columns =
        kind === 'pgvector'
          ? `embedding vector(${Math.trunc(dimensions)}) NOT NULL`
          : 'scale real NOT NULL, bits bytea NOT NULL, bytes bytea NOT NULL';
      const table = `vector_${made.number}`;
      await transaction.all(
        `CREATE TABLE ${schema}.${table} (tenant text NOT NULL, passage integer NOT NULL, key text NOT NULL, ${columns}, PRIMARY KEY (tenant, passage))`,
      );
      await transaction.all(`CREATE INDEX ON ${schema}.${table} (tenant, key)`);
      if (kind === 'pgvector' && dimensions <= MOST_INDEXED) {
        await transaction.all(
          `CREATE INDEX ON ${schema}.${table} USING hnsw (embedding vector_cosine_ops)`,
        );
      }
      return made;
    },
    async insert(transaction, { number, kind }, tenant, embeddings) {
      if (embeddings.length === 0 || number === 0) return;
      const passages = embeddings.map(([passage]) => passage);
      const keys = embeddings.map(([, { key }]) => key);
      const table = `${schema}.vector_${number}`;
      if (kind === 'pgvector') {
        await transaction.all(
          `INSERT INTO ${table} (tenant, passage, key, embedding)
           SELECT $1, passage, key, embedding::vector
           FROM unnest($2::int[], $3::text[], $4::text[]) AS new (passage, key, embedding)
           ON CONFLICT (tenant, passage) DO UPDATE SET key = excluded.key, embedding = excluded.embedding`,
          tenant,
          passages,
          keys,
          embeddings.map(([, { vector }]) => vectorText(vector)),
        );
        return;
      }
      const codes = embeddings.map(([, { vector }]) => encodeVector(vector));
      await transaction.all(
        `INSERT INTO ${table} (tenant, passage, key, scale, bits, bytes)
         SELECT $1, passage, key, scale, decode(bits, 'hex'), decode(bytes, 'hex')
         FROM unnest($2::int[], $3::text[], $4::real[], $5::text[], $6::text[]) AS new (passage, key, scale, bits, bytes)
         ON CONFLICT (tenant, passage) DO UPDATE
         SET key = excluded.key, scale = excluded.scale, bits = excluded.bits, bytes = excluded.bytes`,
        tenant,
        passages,
        keys,
        codes.map(({ scale }) => scale),
        codes.map(({ bits }) => toHex(bits)),
        embeddings.map(([, { vector }]) => toHex(toBytes(vector))),
      );
    },
  };
}

/** A vector as pgvector reads it. */
export function vectorText(vector: Float32Array): string {
  return `[${vector.join(',')}]`;
}

/** The generations of an index. `onServe` hears which one serves from now on. */
export function generationStore(
  database: () => Database,
  tables: GenerationTables,
  onServe: (generation: StoredGeneration) => void,
): GenerationStore {
  const known = async (transaction: Transaction, vectors: VectorIdentity | undefined) => {
    const generation = await tables.find(transaction, vectors);
    if (generation === undefined) throw generationUnknown(describeVectors(vectors));
    return generation;
  };
  const countMissing = async (transaction: Transaction, number: number): Promise<number> => {
    if (number === 0) return 0;
    const { schema } = database();
    const row = await transaction.get(
      `SELECT (SELECT count(*) FROM ${schema}.passage) - (SELECT count(*) FROM ${schema}.vector_${number}) AS n`,
    );
    return Number(row?.n);
  };
  return {
    list: () =>
      database().read(async (transaction) => {
        const { schema } = database();
        const serving = await readSetting(transaction, schema, 'serving');
        const previous = await readSetting(transaction, schema, 'previous');
        const list: Generation[] = [];
        for (const { number, vectors } of [WORDS, ...(await tables.all(transaction))]) {
          const name = String(number);
          const state = name === serving ? 'serving' : name === previous ? 'previous' : 'spare';
          list.push({ vectors, state, missing: await countMissing(transaction, number) });
        }
        return list;
      }),
    begin: (vectors) =>
      database().write(async (transaction) => {
        await lockGenerations(transaction, database().schema);
        await tables.begin(transaction, vectors);
      }),
    missing: (vectors, limit) =>
      database().read(async (transaction) => {
        const { number } = await known(transaction, vectors);
        const { schema } = database();
        const rows = await transaction.all(
          `SELECT p.start_at, p.end_at, p.line, p.headings, p.text, p.extras, d.tenant, d.source, d.title, d.content
           FROM ${schema}.passage p JOIN ${schema}.document d ON d.tenant = p.tenant AND d.number = p.document
           WHERE NOT EXISTS (SELECT 1 FROM ${schema}.vector_${number} v WHERE v.tenant = p.tenant AND v.passage = p.number)
           ORDER BY p.tenant, p.number LIMIT $1`,
          limit,
        );
        return rows.map((row): MissingPassage => {
          const span = { start: Number(row.start_at), end: Number(row.end_at) };
          const source = String(row.source);
          return {
            ...span,
            id: passageId(source, span),
            tenant: String(row.tenant),
            source,
            ...(row.title !== null && { title: String(row.title) }),
            content: String(row.content),
            line: Number(row.line),
            headings: row.headings as readonly string[],
            text: String(row.text),
            ...(row.extras as PassageExtras | null),
          };
        });
      }),
    fill: (vectors, passages) =>
      database().write(async (transaction) => {
        const generation = await known(transaction, vectors);
        for (const tenant of [...new Set(passages.map((one) => one.tenant))].sort()) {
          await lockTenant(transaction, database().schema, tenant);
          const own = passages.filter((one) => one.tenant === tenant);
          const numbers = await numbersOf(transaction, database().schema, tenant, own);
          const embeddings = own.flatMap(({ embedding }, i) => {
            const number = numbers.get(i);
            return number === undefined ? [] : [[number, embedding] as const];
          });
          await tables.insert(transaction, generation, tenant, embeddings);
          await transaction.all(
            `UPDATE ${database().schema}.tenant SET version = version + 1 WHERE tenant = $1`,
            tenant,
          );
        }
      }),
    async serve(vectors, { complete }) {
      const served = await database().write(async (transaction) => {
        const { schema } = database();
        await lockGenerations(transaction, schema);
        const before = await readSetting(transaction, schema, 'serving');
        const next = await known(transaction, vectors);
        if (before !== String(next.number)) {
          // First of all, so that no commit comes between the count and the switch.
          await writeSetting(transaction, schema, 'serving', String(next.number));
          await writeSetting(transaction, schema, 'previous', before ?? '0');
        }
        const missing = await countMissing(transaction, next.number);
        if (complete && missing > 0) throw generationIncomplete(describeVectors(vectors), missing);
        return next;
      });
      onServe(served);
    },
    drop: (vectors) =>
      database().write(async (transaction) => {
        const { schema } = database();
        await lockGenerations(transaction, schema);
        const generation = await tables.find(transaction, vectors);
        if (generation === undefined) return;
        const name = String(generation.number);
        if ((await readSetting(transaction, schema, 'serving')) === name) {
          throw generationServes(describeVectors(vectors));
        }
        await transaction.all(`DROP TABLE ${schema}.vector_${name}`);
        await transaction.all(`DELETE FROM ${schema}.generation WHERE id = $1`, generation.number);
        await transaction.all(
          `DELETE FROM ${schema}.setting WHERE name = 'previous' AND value = $1`,
          name,
        );
      }),
  };
}

/** Opens the generation that serves; in a new index that of `vectors` is made and serves. */
export async function openGeneration(
  transaction: Transaction,
  schema: string,
  tables: GenerationTables,
  vectors: VectorIdentity | undefined,
): Promise<StoredGeneration> {
  await lockGenerations(transaction, schema);
  let serving = await tables.serving(transaction);
  if (serving === undefined) {
    serving = vectors === undefined ? WORDS : await tables.begin(transaction, vectors);
    await writeSetting(transaction, schema, 'serving', String(serving.number));
  }
  if (describeVectors(serving.vectors) === describeVectors(vectors)) return serving;
  throw embedderMismatch(describeVectors(serving.vectors), describeVectors(vectors));
}

/** One writer for each tenant: others wait until this transaction ends. */
export async function lockTenant(
  transaction: Transaction,
  schema: string,
  tenant: string,
): Promise<void> {
  await transaction.get(
    'SELECT pg_advisory_xact_lock(hashtextextended($1, 0)) AS locked',
    `ashlar rag ${schema} tenant ${tenant}`,
  );
}

async function lockGenerations(transaction: Transaction, schema: string): Promise<void> {
  await transaction.get(
    'SELECT pg_advisory_xact_lock(hashtextextended($1, 0)) AS locked',
    `ashlar rag ${schema} generations`,
  );
}

/** The numbers of passages that are still what they were, by their place in the list. */
async function numbersOf(
  transaction: Transaction,
  schema: string,
  tenant: string,
  passages: readonly FilledPassage[],
): Promise<ReadonlyMap<number, number>> {
  const places = passages.map(({ id }) => parsePassageId(id) ?? { source: '', start: -1, end: -1 });
  const rows = await transaction.all(
    `SELECT new.place, p.number
     FROM unnest($2::int[], $3::text[], $4::text[], $5::int[], $6::int[]) AS new (place, source, content, start_at, end_at)
     JOIN ${schema}.document d ON d.tenant = $1 AND d.source = new.source AND d.content = new.content
     JOIN ${schema}.passage p ON p.tenant = $1 AND p.document = d.number AND p.start_at = new.start_at AND p.end_at = new.end_at`,
    tenant,
    places.map((_, i) => i),
    places.map(({ source }) => source),
    passages.map(({ content }) => content),
    places.map(({ start }) => start),
    places.map(({ end }) => end),
  );
  return new Map(rows.map(({ place, number }) => [Number(place), Number(number)]));
}
