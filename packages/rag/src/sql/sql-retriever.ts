import {
  type Access,
  type Answerer,
  AshlarError,
  type CallContext,
  type ChatModel,
  detachedContext,
  type Hit,
  type JsonObject,
  type Label,
  type Retriever,
} from '@ashlar/core';
import { requireAccess } from '../index/require-access.ts';
import { sha256 } from '../ingest/hash.ts';
import type { VisibleTable } from './query-request.ts';
import { queryRows } from './query-rows.ts';
import { type RowRights, rowFilter } from './row-rights.ts';
import type { SchemaCard } from './schema-card.ts';
import { notOneSelect } from './single-statement.ts';
import { type SqlRequest, writeSql } from './write-sql.ts';

/** Options of {@link sqlRetriever}. */
export interface SqlRetrieverOptions {
  readonly name: string;
  readonly description: string;
  /** An SQLite file. It is opened read-only, once per query. */
  readonly file: string;
  /** What there is to ask; nothing else can be read. */
  readonly card: SchemaCard;
  /** Writes the SQL: a model, or an answerer of {@link writeSql}. */
  readonly write: ChatModel | Answerer<SqlRequest, { readonly sql: string }>;
  /** Which rows whoever asks may see. */
  readonly rights: RowRights;
  /** @default 50 */
  readonly maxRows?: number;
  /** Of all rows together, as JSON in UTF-8. @default 100000 */
  readonly maxBytes?: number;
  /** Milliseconds for each statement. @default 5000 */
  readonly timeoutMs?: number;
  /** @default none */
  readonly dataClass?: string;
}

/**
 * Rows of an SQLite file as a `Retriever`: a model writes one SELECT, a process of its own runs it on a read-only connection that knows
 * the tables, columns and rows of the card and the rights only. Each row is a hit; its SQL is in `metadata.sql`.
 *
 * Costs one model call and the start of a process; SQL that fails is written anew once, with the error. It needs a run: called
 * outside of one it fails with `scope.misuse`. Node.js 24.10 or later.
 *
 * @throws AshlarError `access.missing`; `sql.refused` when the second statement fails, too; `sql.timeout`, `sql.unavailable`;
 * `input.invalid` for a query with a filter, which cannot be said in SQL that somebody else writes
 */
export function sqlRetriever(options: SqlRetrieverOptions): Retriever {
  const { name, description, card, write } = options;
  const answerer = 'answer' in write ? write : writeSql.on(write);
  return {
    name,
    description,
    async retrieve({ text, limit, filter }, access, context = detachedContext()) {
      requireAccess(access);
      if (filter !== undefined) throw filterRefused(name);
      const maxRows = Math.min(limit ?? 10, options.maxRows ?? 50);
      const request: SqlRequest = { question: text, card, maxRows };
      const tables = visibleTables(options, access);
      const run = (sql: string) => attempt(options, { sql, tables, maxRows, context });
      const { sql } = await context.ask(answerer, request);
      if (sql.trim() === '') return [];
      const first = await run(sql);
      if (!('refused' in first)) return first.hits;
      const failed = { sql, message: first.refused };
      const again = await context.ask(answerer, { ...request, failed });
      if (again.sql.trim() === '') return [];
      const second = await run(again.sql);
      if (!('refused' in second)) return second.hits;
      throw new AshlarError(
        'sql.refused',
        `The SQL for ${name} was refused twice, last because of: ${second.refused}. Look at the card: does it say what tables and columns mean?`,
        { facts: { retriever: name, sql: again.sql, reason: second.refused } },
      );
    },
  };
}

function visibleTables({ card, rights }: SqlRetrieverOptions, access: Access): VisibleTable[] {
  return card.tables.map(({ name, columns }) => {
    const table = { name, columns: columns.map((column) => column.name) };
    if ('unrestricted' in access || typeof rights !== 'function') return table;
    return { ...table, filter: rowFilter(rights(access, name), name) };
  });
}

interface Attempt {
  readonly sql: string;
  readonly tables: readonly VisibleTable[];
  readonly maxRows: number;
  readonly context: CallContext;
}

async function attempt(
  { name, file, dataClass, maxBytes = 100_000, timeoutMs = 5000 }: SqlRetrieverOptions,
  { sql, tables, maxRows, context }: Attempt,
): Promise<{ readonly hits: readonly Hit[] } | { readonly refused: string }> {
  const wrong = notOneSelect(sql);
  if (wrong !== undefined) return { refused: wrong };
  const request = { file, sql, tables, maxRows, maxBytes };
  const reply = await queryRows(request, { ms: timeoutMs, signal: context.signal });
  if ('refused' in reply) return reply;
  const { rows, truncated } = reply;
  context.emit('sql.queried', { retriever: name, sql, rows: rows.length, truncated });
  const label: Label = { origin: 'retrieval', ...(dataClass !== undefined && { dataClass }) };
  const hits = rows.map(async (text, rank): Promise<Hit> => {
    const id = (await sha256(new TextEncoder().encode(`${sql}\n${rank}\n${text}`))).slice(0, 32);
    const metadata = { row: JSON.parse(text) as JsonObject, sql, truncated };
    return { id, text, score: 1 / (rank + 1), source: name, metadata, label };
  });
  return { hits: await Promise.all(hits) };
}

function filterRefused(name: string): AshlarError<'input.invalid'> {
  return new AshlarError(
    'input.invalid',
    `${name} takes no filter: it cannot be put into SQL that a model writes. Say it in the question, or limit the rows by rights.`,
    { facts: { what: `query of ${name}`, issues: ['filter'] } },
  );
}
