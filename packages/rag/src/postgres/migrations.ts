import { AshlarError } from '@ashlar/core';
import type { Database, Transaction } from './database.ts';

/**
 * What leads from each version of the tables to the next; version 0 has none. Only ever add to it. `%` stands for the schema.
 * Tenant first in every key. Documents and passages are numbered by tenant, so that tenants never wait for each other.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE %.tenant (
     tenant text PRIMARY KEY, version bigint NOT NULL, next_document integer NOT NULL, next_passage integer NOT NULL
   );
   CREATE TABLE %.document (
     tenant text NOT NULL, number integer NOT NULL, source text NOT NULL COLLATE "C", content text NOT NULL,
     attributes text NOT NULL, title text, metadata jsonb, readers text[], card jsonb,
     PRIMARY KEY (tenant, number), UNIQUE (tenant, source)
   );
   CREATE TABLE %.passage (
     tenant text NOT NULL, number integer NOT NULL, document integer NOT NULL, start_at integer NOT NULL, end_at integer NOT NULL,
     line integer NOT NULL, words integer NOT NULL, ngrams integer NOT NULL, pairs integer NOT NULL, headings jsonb NOT NULL,
     text text NOT NULL, PRIMARY KEY (tenant, number)
   );
   CREATE INDEX passage_of_document ON %.passage (tenant, document);
   CREATE TABLE %.posting (
     tenant text NOT NULL, term text NOT NULL COLLATE "C", block integer NOT NULL, bytes bytea NOT NULL,
     PRIMARY KEY (tenant, term, block)
   );`,
  `CREATE TABLE %.generation (
     id serial PRIMARY KEY, embedder text NOT NULL, dimensions integer NOT NULL, kind text NOT NULL, UNIQUE (embedder, dimensions)
   );`,
  'ALTER TABLE %.passage ADD COLUMN extras jsonb;',
];

/** Brings the tables up to date; several processes may try at once. */
export async function migrate(database: Database, upTo: number = MIGRATIONS.length): Promise<void> {
  const { schema } = database;
  await database.write(async (transaction) => {
    await transaction.get(
      'SELECT pg_advisory_xact_lock(hashtextextended($1, 0)) AS locked',
      `ashlar rag ${schema}`,
    );
    const there = await transaction.get(
      'SELECT to_regclass($1) IS NOT NULL AS there',
      `${schema}.setting`,
    );
    if (there?.there !== true) {
      await transaction.all(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
      await transaction.all(
        `CREATE TABLE ${schema}.setting (name text PRIMARY KEY, value text NOT NULL)`,
      );
    }
    const version = Number((await readSetting(transaction, schema, 'tables')) ?? 0);
    if (version > MIGRATIONS.length) {
      const message = `The index in schema ${schema} was made by a newer version of this package. Use that one, or another schema.`;
      throw new AshlarError('index.format', message, { facts: { where: `schema ${schema}` } });
    }
    if (version >= upTo) return;
    for (const migration of MIGRATIONS.slice(version, upTo)) {
      for (const statement of migration.split(';')) {
        if (statement.trim() !== '') await transaction.all(statement.replaceAll('%', schema));
      }
    }
    await writeSetting(transaction, schema, 'tables', String(upTo));
  });
}

export async function readSetting(
  transaction: Transaction,
  schema: string,
  name: string,
): Promise<string | undefined> {
  const row = await transaction.get(`SELECT value FROM ${schema}.setting WHERE name = $1`, name);
  return row === undefined ? undefined : String(row.value);
}

export async function writeSetting(
  transaction: Transaction,
  schema: string,
  name: string,
  value: string,
): Promise<void> {
  await transaction.all(
    `INSERT INTO ${schema}.setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    name,
    value,
  );
}
