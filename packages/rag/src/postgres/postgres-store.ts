import { type Access, AshlarError } from '@ashlar/core';
import { embedderMismatch } from '../errors.ts';
import { bestOf } from '../index/best-of.ts';
import { byteCache, type Sized } from '../index/byte-cache.ts';
import type { IndexedDocument } from '../index/document.ts';
import { parsePassageId } from '../index/passage-id.ts';
import type { IndexStore } from '../index/store.ts';
import { describeVectors } from '../index/vector-identity.ts';
import { isStorable } from '../ingest/require-attributes.ts';
import { analyserVersion } from '../lexical/analyser-version.ts';
import { parameters, readable } from './conditions.ts';
import { connectDatabase, type Database, type Transaction } from './database.ts';
import {
  generationStore,
  generationTables,
  lockTenant,
  openGeneration,
  type StoredGeneration,
  WORDS,
} from './generations.ts';
import { migrate, readSetting, writeSetting } from './migrations.ts';
import type { PostgresPool } from './pool.ts';
import { DOCUMENT, PASSAGE, toFacts, toPassage, toVector } from './rows.ts';
import { searchTenant } from './search-index.ts';
import { writeBatch } from './write-batch.ts';

/** Options of {@link postgresStore}. */
export interface PostgresStoreOptions {
  /** `new pg.Pool({ connectionString })`, or anything of that shape. It stays yours: close it when the index is closed. */
  readonly pool: PostgresPool;
  /** Where the tables are; made when it is not there. Small letters, digits and underscores. @default 'ashlar_rag' */
  readonly schema?: string;
  /** Whether new generations of vectors use the extension `vector` (pgvector). @default where it is installed */
  readonly pgvector?: boolean;
  /** What searches may keep in memory, in bytes: catalogs, codes of vectors and postings of tenants. @default 128 MiB */
  readonly cacheBytes?: number;
  /** How long a writer waits for another one of the same tenant, in milliseconds. @default 30000 */
  readonly lockMs?: number;
}

/**
 * An index in a PostgreSQL schema, for many processes: each search reads one moment, each commit is a transaction, and one writer at
 * a time works on a tenant, by an advisory lock that lasts as long as the commit. Rights and filters are bound parameters of the statements
 * that find passages and of those that read them; nothing depends on the state of a connection, so poolers are fine.
 *
 * Words are scored as in every other store, not by `ts_rank`. With the extension `vector` an HNSW index finds vectors; without it
 * they are bytes, and codes of one bit for each dimension put candidates forward.
 */
export function postgresStore(options: PostgresStoreOptions): IndexStore {
  const { pool, schema: name = 'ashlar_rag', pgvector, lockMs = 30_000 } = options;
  const { cacheBytes = 128 * 1024 * 1024 } = options;
  requireSchema(name);
  const cache = byteCache<Sized>(cacheBytes);
  const own = connectDatabase(pool, name, Math.trunc(lockMs));
  const { schema } = own;
  const tables = generationTables(schema, pgvector);
  let generation: StoredGeneration = WORDS;
  let isOpen = false;

  const opened = (): Database => {
    if (isOpen) return own;
    const message = `The index in schema ${name} is not open.`;
    throw new AshlarError('index.unavailable', message, { facts: { where: `schema ${name}` } });
  };
  /** Another process may have dropped what this one works with. */
  const requireGeneration = async (transaction: Transaction): Promise<void> => {
    const found = await tables.find(transaction, generation.vectors);
    if (found?.number === generation.number) return;
    const given = describeVectors(generation.vectors);
    throw embedderMismatch('another generation', given);
  };
  const tenantsOf = async (
    transaction: Transaction,
    access: Access,
  ): Promise<readonly string[]> => {
    if (!('unrestricted' in access)) return isStorable(access.tenant) ? [access.tenant] : [];
    const rows = await transaction.all(
      `SELECT tenant FROM ${schema}.tenant ORDER BY tenant COLLATE "C"`,
    );
    return rows.map(({ tenant }) => String(tenant));
  };

  return {
    async open(vectors) {
      if (isOpen) {
        const opened = describeVectors(generation.vectors);
        if (opened !== describeVectors(vectors))
          throw embedderMismatch(opened, describeVectors(vectors));
        return;
      }
      await migrate(own);
      generation = await own.write(async (transaction) => {
        const version = analyserVersion();
        const stored = await readSetting(transaction, schema, 'analysers');
        if (stored === undefined) await writeSetting(transaction, schema, 'analysers', version);
        else if (stored !== version) {
          const message = `The index in schema ${name} was made by another version. Ingest again into another schema.`;
          throw new AshlarError('index.format', message, { facts: { where: `schema ${name}` } });
        }
        return openGeneration(transaction, schema, tables, vectors);
      });
      isOpen = true;
    },
    plan: (tenant) =>
      opened().read(async (transaction) => {
        const rows = await transaction.all(
          `SELECT source, content, attributes FROM ${schema}.document WHERE tenant = $1`,
          tenant,
        );
        return new Map(
          rows.map(({ source, content, attributes }) => [
            String(source),
            { content: String(content), attributes: String(attributes) },
          ]),
        );
      }),
    vectors: (tenant, keys) =>
      opened().read(async (transaction) => {
        const { number, kind } = generation;
        if (number === 0 || keys.length === 0) return new Map();
        const value = kind === 'pgvector' ? 'embedding::text AS value' : 'bytes AS value';
        const rows = await transaction.all(
          `SELECT DISTINCT ON (key) key, ${value} FROM ${schema}.vector_${number} WHERE tenant = $1 AND key = ANY ($2::text[])`,
          tenant,
          keys,
        );
        return new Map(
          rows.map((row) => [
            String(row.key),
            typeof row.value === 'string'
              ? Float32Array.from(JSON.parse(row.value))
              : toVector(row.value as Uint8Array),
          ]),
        );
      }),
    commit: (batch) =>
      opened().write(async (transaction) => {
        await lockTenant(transaction, schema, batch.tenant);
        const serving = await tables.serving(transaction);
        if (serving?.number !== generation.number) {
          const given = describeVectors(generation.vectors);
          throw embedderMismatch(describeVectors(serving?.vectors), given);
        }
        await writeBatch(transaction, schema, batch, generation, tables);
      }),
    search: (query) =>
      opened().read(async (transaction) => {
        await requireGeneration(transaction);
        const { access, k } = query;
        const tenants = await tenantsOf(transaction, access);
        // A name that cannot be one is searched as a tenant without documents.
        const searched = tenants.length === 0 && !('unrestricted' in access) ? [''] : tenants;
        const results = [];
        for (const tenant of searched) {
          results.push(
            await searchTenant(transaction, { schema, generation, cache }, tenant, query),
          );
        }
        return bestOf(results, k);
      }),
    get: (ids, access) =>
      opened().read(async (transaction) => {
        const places = ids.map((id) => parsePassageId(id)).filter((one) => one !== undefined);
        const known = places.filter(({ source, end }) => isStorable(source) && end <= MOST);
        const found = new Map<string, ReturnType<typeof toPassage>[]>();
        for (const tenant of await tenantsOf(transaction, access)) {
          const values = parameters(
            tenant,
            known.map(({ source }) => source),
            known.map(({ start }) => start),
            known.map(({ end }) => end),
          );
          const rows = await transaction.all(
            `SELECT DISTINCT ${PASSAGE}, ${DOCUMENT} FROM unnest($2::text[], $3::int[], $4::int[]) AS wanted (source, start_at, end_at)
             JOIN ${schema}.document d ON d.tenant = $1 AND d.source = wanted.source
             JOIN ${schema}.passage p ON p.tenant = d.tenant AND p.document = d.number
               AND p.start_at = wanted.start_at AND p.end_at = wanted.end_at
             WHERE ${readable(access, values)}`,
            ...values.values,
          );
          for (const row of rows) {
            const passage = toPassage(row, toFacts(row));
            found.set(passage.id, [...(found.get(passage.id) ?? []), passage]);
          }
        }
        return ids.flatMap((id) => found.get(id) ?? []);
      }),
    async *documents(access, sources) {
      const wanted = sources?.filter(isStorable);
      const tenants = await opened().read((transaction) => tenantsOf(transaction, access));
      for (const tenant of tenants) {
        for (let after: string | null = null; ; ) {
          const page: readonly IndexedDocument[] = await opened().read((transaction) =>
            pageOfDocuments(transaction, schema, { tenant, access, wanted, after }),
          );
          yield* page;
          if (page.length < PAGE) break;
          after = page.at(-1)?.source ?? null;
        }
      }
    },
    stats: (access) =>
      opened().read(async (transaction) => {
        let [documents, passages] = [0, 0];
        for (const tenant of await tenantsOf(transaction, access)) {
          const values = parameters(tenant);
          const row = await transaction.get(
            `SELECT count(DISTINCT d.number) AS documents, count(p.number) AS passages FROM ${schema}.document d
             LEFT JOIN ${schema}.passage p ON p.tenant = d.tenant AND p.document = d.number
             WHERE d.tenant = $1 AND ${readable(access, values)}`,
            ...values.values,
          );
          documents += Number(row?.documents);
          passages += Number(row?.passages);
        }
        return { documents, passages };
      }),
    generations: generationStore(opened, tables, (served) => {
      generation = served;
    }),
    async close() {
      isOpen = false;
      cache.clear();
    },
  };
}

/** Documents that are read at once. */
const PAGE = 100;
/** Largest integer of a column. */
const MOST = 2_147_483_647;

async function pageOfDocuments(
  transaction: Transaction,
  schema: string,
  page: {
    readonly tenant: string;
    readonly access: Access;
    readonly wanted: readonly string[] | undefined;
    readonly after: string | null;
  },
): Promise<readonly IndexedDocument[]> {
  const values = parameters(page.tenant, page.after, page.wanted ?? null, PAGE);
  const documents = await transaction.all(
    `SELECT d.number, ${DOCUMENT} FROM ${schema}.document d
     WHERE d.tenant = $1 AND ($2::text IS NULL OR d.source > $2::text COLLATE "C")
       AND ($3::text[] IS NULL OR d.source = ANY ($3::text[])) AND ${readable(page.access, values)}
     ORDER BY d.source LIMIT $4`,
    ...values.values,
  );
  const passages = await transaction.all(
    `SELECT p.document, ${PASSAGE} FROM ${schema}.passage p WHERE p.tenant = $1 AND p.document = ANY ($2::int[]) ORDER BY p.number`,
    page.tenant,
    documents.map(({ number }) => Number(number)),
  );
  return documents.map((row) => {
    const facts = toFacts(row);
    const own = passages.filter(({ document }) => Number(document) === Number(row.number));
    return { ...facts, passages: own.map((passage) => toPassage(passage, facts)) };
  });
}

function requireSchema(name: string): void {
  if (/^[a-z_][a-z0-9_]{0,50}$/.test(name)) return;
  const issues = ['schema: expected small letters, digits and underscores, at most 51'];
  const message = `"${name}" is no name for a schema. Use small letters, digits and underscores.`;
  throw new AshlarError('input.invalid', message, { facts: { what: 'postgres store', issues } });
}
