import {
  type Access,
  type CallContext,
  detachedContext,
  type Hit,
  type Label,
  type Query,
  type Retriever,
} from '@ashlar/core';
import type {
  KnowledgeBaseRetrievalResult,
  RetrieveCommandInput,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { abortError } from '../errors/abort-error.ts';
import { invalidRequest } from '../errors/failure.ts';
import { reading } from '../errors/reading.ts';
import { refuseUnknown } from '../errors/refuse-unknown.ts';
import type { BedrockConnection } from '../transport/connection.ts';
import { intervened } from './intervened.ts';
import { rerankPrice } from './rerank-price.ts';
import { grant, type KnowledgeRights } from './rights.ts';
import { type SearchSettings, toRetrievalConfiguration } from './search-settings.ts';
import { send } from './send.ts';
import { toHit } from './to-hit.ts';
import { allOf, toRetrievalFilter } from './to-retrieval-filter.ts';

/** Options of {@link knowledgeBase}. */
export interface KnowledgeBaseOptions extends SearchSettings {
  readonly id: string;
  readonly connection: BedrockConnection;
  readonly rights: KnowledgeRights;
  /** @default the id */
  readonly name?: string;
  /** What is in it, for a model or a router that chooses between retrievers. */
  readonly description?: string;
  readonly guardrail?: { readonly id: string; readonly version: string };
  /** How sensitive what it holds is. */
  readonly dataClass?: string;
  /** Dollars per search. @default 0, or the price of the reranking model: Retrieve itself is not billed */
  readonly usdPerSearch?: number;
}

/** Source: API reference of Retrieve. */
const longestQuery = 20_000;
// A service that goes on promising more must not keep a run for ever.
const mostPages = 100;

/**
 * A Bedrock knowledge base as a `Retriever`: filters, reranking, pages of up to 100 hits, rights of the principal.
 *
 * One search is one request, more when `limit` asks for more than 100 hits and nothing is reranked. Texts come as they are stored;
 * what has no text (images) is left out. Spans are absent: the service does not say where a passage stands in its document.
 *
 * @throws AshlarError `access.missing` when nobody asks; `input.invalid` for a filter that cannot be said; `model.*` when the service
 * cannot be asked; `run.blocked` when its guardrail intervenes
 * @example
 * ```ts
 * import { bedrock } from '@ashlar/bedrock';
 * import { knowledgeBase } from '@ashlar/bedrock/knowledge';
 *
 * const handbook = knowledgeBase({
 *   id: 'KB12345678',
 *   connection: bedrock(),
 *   description: 'The handbook of the company',
 *   rights: { tenant: 'acme', groups: { field: 'groups' } },
 *   rerank: { model: 'cohere.rerank-v3-5:0' },
 * });
 * const ada = { tenant: 'acme', subject: 'ada', groups: ['staff'] };
 * const hits = await handbook.retrieve({ text: 'How long is a sprint?', limit: 5 }, ada);
 * ```
 */
export function knowledgeBase(options: KnowledgeBaseOptions): Retriever {
  refuseUnknown('knowledgeBase()', options, known);
  const { id, name = id, description = '' } = options;
  return {
    name,
    description,
    retrieve: async (query, access, context = detachedContext()) =>
      retrieve(options, name, query, access, context),
  };
}

const known = Object.keys({
  id: true,
  connection: true,
  rights: true,
  name: true,
  description: true,
  guardrail: true,
  dataClass: true,
  usdPerSearch: true,
  search: true,
  filter: true,
  listFields: true,
  rerank: true,
  implicitFilter: true,
} satisfies Record<keyof KnowledgeBaseOptions, true>);

async function retrieve(
  options: KnowledgeBaseOptions,
  name: string,
  { text, limit = 10, filter }: Query,
  access: Access,
  context: CallContext,
): Promise<readonly Hit[]> {
  const { id, connection, rights, guardrail, listFields } = options;
  const granted = grant(access, rights, name);
  if (context.signal.aborted) throw abortError(`knowledge-base/${id}`, context.signal);
  checkQuery(id, text, limit);
  const filters = [options.filter, filter].map((one) => toRetrievalFilter(one, listFields));
  const all = allOf([granted.filter, ...filters]);
  if (all === false) return [];
  if (granted.note !== undefined) context.emit('access.shared', granted.note);
  const input: RetrieveCommandInput = {
    knowledgeBaseId: id,
    retrievalQuery: { type: 'TEXT', text },
    retrievalConfiguration: await toRetrievalConfiguration(options, all, limit, connection),
    ...(guardrail !== undefined && {
      guardrailConfiguration: { guardrailId: guardrail.id, guardrailVersion: guardrail.version },
    }),
    ...(granted.userContext !== undefined && { userContext: granted.userContext }),
  };
  return (await readPages(options, input, limit, context)).slice(0, limit);
}

async function readPages(
  { id, connection, guardrail, dataClass, rerank, usdPerSearch }: KnowledgeBaseOptions,
  input: RetrieveCommandInput,
  limit: number,
  context: CallContext,
): Promise<readonly Hit[]> {
  const { signal } = context;
  const label: Label = { origin: 'retrieval', ...(dataClass !== undefined && { dataClass }) };
  const usdPerUnit = usdPerSearch ?? (rerank === undefined ? 0 : rerankPrice(rerank.model));
  const call = { connection, subject: `knowledge-base/${id}`, units: 1, usdPerUnit };
  const hits = new Map<string, Hit>();
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const next = { ...input, ...(nextToken !== undefined && { nextToken }) };
    const reply = await send(call, context, signal, async (client) => {
      const { RetrieveCommand } = await import('./sdk.ts');
      return client.send(new RetrieveCommand(next), { abortSignal: signal });
    });
    if (reply.guardrailAction === 'INTERVENED') throw intervened(guardrail?.id);
    reading(call.subject, () => {
      for (const result of reply.retrievalResults ?? []) add(hits, result, id, label);
    });
    ({ nextToken } = reply);
    if (nextToken === undefined || hits.size >= limit) break;
  }
  return [...hits.values()].sort((a, b) => b.score - a.score);
}

function add(
  hits: Map<string, Hit>,
  result: KnowledgeBaseRetrievalResult,
  id: string,
  label: Label,
): void {
  const hit = toHit(result, id, label);
  if (hit !== undefined && !hits.has(hit.id)) hits.set(hit.id, hit);
}

function checkQuery(id: string, text: string, limit: number): void {
  const problem =
    text.trim() === ''
      ? 'the query is blank'
      : text.length > longestQuery
        ? `the query has ${text.length} characters, ${longestQuery} are allowed`
        : !Number.isInteger(limit) || limit < 1
          ? `limit is ${limit}, not a whole number from 1 on`
          : undefined;
  if (problem !== undefined) throw invalidRequest(`knowledge-base/${id}`, `${problem}.`);
}
