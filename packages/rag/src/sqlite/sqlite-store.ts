import { AshlarError } from '@ashlar/core';
import { bestOf } from '../index/best-of.ts';
import { mayRead } from '../index/may-read.ts';
import type { IndexStore } from '../index/store.ts';
import { type Catalog, readCatalog } from './catalog.ts';
import { type Database, openDatabase } from './database.ts';
import { loadPassage, searchTenant } from './search-index.ts';
import { checkSettings } from './settings.ts';
import { writeBatch } from './write-batch.ts';

/** Options of {@link sqliteStore}. */
export interface SqliteStoreOptions {
  /** Path of the index file; it is made when it is not there, its folder is not. */
  readonly file: string;
}

/**
 * An index in one SQLite file: documents, passages, postings and vectors. No dependency and no server; opening reads no
 * postings, so it takes milliseconds whatever the size. Several processes may read while one writes.
 *
 * Vectors are compared one by one with the query: fine for some ten thousand passages.
 */
export function sqliteStore({ file }: SqliteStoreOptions): IndexStore {
  let database: Database | undefined;
  let catalog: (Catalog & { readonly version: number }) | undefined;

  const opened = (): Database => {
    if (database !== undefined) return database;
    throw new AshlarError('index.unavailable', `The index ${file} is not open.`, {
      facts: { where: file },
    });
  };
  // Inside of `read`: the snapshot begins with the first statement, which is this version.
  const current = (): Catalog => {
    const version = opened().version();
    if (catalog?.version !== version) catalog = { ...readCatalog(opened()), version };
    return catalog;
  };

  return {
    async open(vectors) {
      if (database !== undefined) return;
      const own = openDatabase(file);
      try {
        checkSettings(own, vectors);
        database = own;
      } catch (error) {
        own.close();
        throw error;
      }
    },
    async plan(tenant) {
      const rows = opened().all(
        'SELECT source, fingerprint FROM document WHERE tenant = ?',
        tenant,
      );
      return new Map(rows.map((row) => [String(row.source), String(row.fingerprint)]));
    },
    async commit(batch) {
      writeBatch(opened(), batch);
      catalog = undefined;
    },
    async search(query) {
      const { access, k } = query;
      // One commit for rights, postings and texts: a document that is replaced meanwhile keeps its own rights.
      return opened().read(() => {
        const known = current();
        const tenants = 'unrestricted' in access ? [...known.tenants.keys()] : [access.tenant];
        return bestOf(
          tenants.map((tenant) => searchTenant(opened(), known, tenant, query)),
          k,
        );
      });
    },
    async get(ids, access) {
      return opened().read(() => {
        const { documents } = current();
        const readable = [...documents.values()].filter((document) => mayRead(access, document));
        const places = new Set(
          readable.map(({ tenant, source }) => JSON.stringify([tenant, source])),
        );
        const tenants = new Set(readable.map(({ tenant }) => tenant));
        return ids.flatMap((id) =>
          [...tenants].flatMap((tenant) => {
            const passage = loadPassage(opened(), tenant, id);
            const found = passage && places.has(JSON.stringify([tenant, passage.source]));
            return found ? [passage] : [];
          }),
        );
      });
    },
    async stats(tenant) {
      const row = opened().get(
        `SELECT count(DISTINCT d.id) AS documents, count(p.id) AS passages
         FROM document d LEFT JOIN passage p ON p.document = d.id WHERE ?1 IS NULL OR d.tenant = ?1`,
        tenant ?? null,
      );
      return { documents: Number(row?.documents), passages: Number(row?.passages) };
    },
    async close() {
      database?.close();
      database = undefined;
      catalog = undefined;
    },
  };
}
