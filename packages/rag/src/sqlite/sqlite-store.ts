import { AshlarError } from '@ashlar/core';
import { embedderMismatch } from '../errors.ts';
import { bestOf } from '../index/best-of.ts';
import { byteCache } from '../index/byte-cache.ts';
import type { IndexStore } from '../index/store.ts';
import { describeVectors } from '../index/vector-identity.ts';
import type { PostingList } from '../lexical/posting-list.ts';
import { readCatalog } from './catalog.ts';
import { type Database, openDatabase } from './database.ts';
import {
  findDocument,
  findPassage,
  readableDocuments,
  readableSources,
  tenantsOf,
} from './find-passages.ts';
import { generationStore } from './generation-store.ts';
import {
  findGeneration,
  openGeneration,
  type StoredGeneration,
  servingGeneration,
} from './generations.ts';
import { vectorReader } from './read-vectors.ts';
import { toVector } from './rows.ts';
import { type Permitted, type Snapshot, searchTenant } from './search-index.ts';
import { checkFormat } from './settings.ts';
import { writeBatch } from './write-batch.ts';

/** What is kept of who may find what: rights and filters of 40 kinds for 100,000 passages. */
const PERMITTED_BYTES = 4 * 1024 * 1024;

/** Options of {@link sqliteStore}. */
export interface SqliteStoreOptions {
  /** Path of the index file; it is made when it is not there, its folder is not. */
  readonly file: string;
  /**
   * What searches may keep in memory, in bytes: codes of vectors take up to a half, lists of postings the other. The catalog of
   * passages comes on top, some 70 bytes for each and what is known of their documents. @default 128 MiB
   */
  readonly cacheBytes?: number;
}

/**
 * An index in one SQLite file: documents, passages, postings and vectors. No dependency and no server; opening reads no
 * postings, so it takes milliseconds whatever the size. Several processes may read while one writes.
 *
 * Up to a thousand permitted vectors are compared one by one. Of more, codes of one bit for each dimension put candidates
 * forward, which are then compared exactly; `index.recallCheck` says what that costs on your own vectors.
 */
export function sqliteStore({
  file,
  cacheBytes = 128 * 1024 * 1024,
}: SqliteStoreOptions): IndexStore {
  let database: Database | undefined;
  let generation: StoredGeneration = { number: 0, vectors: undefined };
  let snapshot: (Snapshot & { readonly version: number }) | undefined;
  const lists = byteCache<PostingList>(cacheBytes / 2);

  const opened = (): Database => {
    if (database !== undefined) return database;
    throw new AshlarError('index.unavailable', `The index ${file} is not open.`, {
      facts: { where: file },
    });
  };
  const forget = (): void => {
    snapshot = undefined;
    lists.clear();
  };
  // Inside of `read`: the snapshot begins with the first statement, which is this version.
  const current = (): Snapshot => {
    const version = opened().version();
    if (snapshot?.version === version) return snapshot;
    forget();
    const catalog = readCatalog(opened());
    const { number, vectors } = generation;
    // Another process may have dropped it.
    if (findGeneration(opened(), vectors)?.number !== number) {
      const serving = describeVectors(servingGeneration(opened())?.vectors);
      throw embedderMismatch(serving, describeVectors(vectors));
    }
    const reader =
      vectors === undefined
        ? undefined
        : vectorReader(opened(), catalog, { ...vectors, number }, cacheBytes / 2);
    const permitted = byteCache<Permitted>(PERMITTED_BYTES);
    snapshot = { database: opened(), catalog, lists, permitted, vectors: reader, version };
    return snapshot;
  };

  return {
    async open(vectors) {
      if (database !== undefined) {
        const opened = describeVectors(generation.vectors);
        if (opened !== describeVectors(vectors))
          throw embedderMismatch(opened, describeVectors(vectors));
        return;
      }
      const own = openDatabase(file);
      try {
        checkFormat(own);
        generation = openGeneration(own, vectors);
        database = own;
      } catch (error) {
        own.close();
        throw error;
      }
    },
    async plan(tenant) {
      const rows = opened().all(
        'SELECT source, content, attributes FROM document WHERE tenant = ?',
        tenant,
      );
      return new Map(
        rows.map(({ source, content, attributes }) => [
          String(source),
          { content: String(content), attributes: String(attributes) },
        ]),
      );
    },
    async vectors(tenant, keys) {
      const { number } = generation;
      if (number === 0) return new Map();
      return opened().read(() => {
        const found = new Map<string, Float32Array>();
        for (const key of keys) {
          const bytes = opened().get(
            `SELECT v.bytes FROM vector_${number} v JOIN passage p ON p.id = v.passage
             JOIN document d ON d.id = p.document WHERE v.key = ? AND d.tenant = ? LIMIT 1`,
            key,
            tenant,
          )?.bytes;
          if (bytes instanceof Uint8Array) found.set(key, toVector(bytes));
        }
        return found;
      });
    },
    async commit(batch) {
      opened().write(() => {
        const serving = servingGeneration(opened());
        if (serving?.number !== generation.number) {
          throw embedderMismatch(
            describeVectors(serving?.vectors),
            describeVectors(generation.vectors),
          );
        }
        writeBatch(opened(), batch, generation.number);
      });
      forget();
    },
    async search(query) {
      const { access, k } = query;
      // One commit for rights, postings and texts: a document that is replaced meanwhile keeps its own rights.
      return opened().read(() => {
        const known = current();
        const tenants = tenantsOf(known.catalog, access);
        // Somebody of no tenant learns as much as somebody of an empty one.
        const searched = 'unrestricted' in access ? tenants : [access.tenant];
        return bestOf(
          searched.map((tenant) => searchTenant(known, tenant, query)),
          k,
        );
      });
    },
    async get(ids, access) {
      return opened().read(() => {
        const tenants = tenantsOf(current().catalog, access);
        return ids.flatMap((id) =>
          tenants.flatMap((tenant) => findPassage(opened(), tenant, id, access) ?? []),
        );
      });
    },
    async *documents(access, sources) {
      const wanted = sources && new Set(sources);
      const list = opened().read(() => readableSources(current().catalog, access, wanted));
      for (const [tenant, source] of list) {
        const document = opened().read(() => findDocument(opened(), tenant, source, access));
        if (document !== undefined) yield document;
      }
    },
    async stats(access) {
      return opened().read(() => {
        const { catalog } = current();
        const readable = tenantsOf(catalog, access).flatMap((tenant) =>
          readableDocuments(catalog, tenant, access),
        );
        const passages = readable.reduce((sum, one) => sum + (catalog.sizes[one] ?? 0), 0);
        return { documents: readable.length, passages };
      });
    },
    generations: generationStore(opened, (serving = generation) => {
      generation = serving;
      forget();
    }),
    async close() {
      database?.close();
      database = undefined;
      forget();
    },
  };
}
