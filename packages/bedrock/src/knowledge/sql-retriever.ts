import { createHash } from 'node:crypto';
import {
  type Access,
  type CallContext,
  detachedContext,
  type Hit,
  type JsonObject,
  type Label,
  type Retriever,
} from '@ashlar/core';
import { invalidRequest } from '../errors/failure.ts';
import { refuseUnknown } from '../errors/refuse-unknown.ts';
import { type QueryGeneratorOptions, queryGenerator } from './query-generator.ts';
import { grant } from './rights.ts';

/** Options of {@link sqlRetriever}. */
export interface SqlRetrieverOptions extends QueryGeneratorOptions {
  readonly name: string;
  readonly description: string;
  /** Whose data it is; everybody else finds nothing. */
  readonly tenant: string;
  /**
   * Runs a query that a model wrote, with the rights of `access` and nothing more: a role that may only read, row-level security, a
   * time limit. Returns rows as JSON, best first.
   */
  readonly execute: (
    sql: string,
    access: Access,
    context: CallContext,
  ) => Promise<readonly JsonObject[]>;
  readonly dataClass?: string;
}

/**
 * Rows of a database as a `Retriever`: Bedrock writes the SQL, you run it. One request and one query per question. Each row is a hit whose
 * text is the row as JSON and whose source is the query.
 *
 * @throws AshlarError `access.missing` when nobody asks; `model.*`; `model.invalid-request` for queries with a filter, which cannot be
 * said in SQL that somebody else writes
 */
export function sqlRetriever(options: SqlRetrieverOptions): Retriever {
  const { name, description, tenant, execute, dataClass, ...generator } = options;
  refuseUnknown('sqlRetriever()', options, known);
  const generate = queryGenerator(generator);
  const label: Label = { origin: 'retrieval', ...(dataClass !== undefined && { dataClass }) };
  return {
    name,
    description,
    retrieve: async ({ text, limit = 10, filter }, access, context = detachedContext()) => {
      if (grant(access, { tenant }, name).filter === false) return [];
      if (filter !== undefined) throw invalidRequest(name, 'a filter cannot be put into its SQL.');
      const hits: Hit[] = [];
      for (const sql of await generate(text, context)) {
        for (const row of await execute(sql, access, context)) hits.push(toHit(row, sql, label));
      }
      return unique(hits)
        .slice(0, limit)
        .map((hit, rank) => ({ ...hit, score: 1 / (rank + 1) }));
    },
  };
}

const known = Object.keys({
  name: true,
  description: true,
  tenant: true,
  execute: true,
  dataClass: true,
  knowledgeBase: true,
  connection: true,
  usdPerQuestion: true,
} satisfies Record<keyof SqlRetrieverOptions, true>);

function toHit(row: JsonObject, sql: string, label: Label): Hit {
  const text = JSON.stringify(row);
  const id = createHash('sha256').update(sql).update('\0').update(text).digest('hex').slice(0, 32);
  return { id, text, score: 0, source: sql, metadata: row, label };
}

function unique(hits: readonly Hit[]): readonly Hit[] {
  return [...new Map(hits.map((hit) => [hit.id, hit])).values()];
}
