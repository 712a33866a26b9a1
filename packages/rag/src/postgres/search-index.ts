import { type Scored, topK } from '@ashlar/text';
import type { ByteCache, Sized } from '../index/byte-cache.ts';
import type { FoundPassage } from '../index/document.ts';
import type { StoreQuery, StoreResult } from '../index/store.ts';
import {
  EMPTY_LIST,
  type PostingList,
  type PostingRow,
  toPostingList,
} from '../lexical/posting-list.ts';
import { keysOfQuery, searchPostings } from '../lexical/search-postings.ts';
import {
  type CodeTable,
  candidateCount,
  EXACT_UP_TO,
  nearestByCode,
  toCodeTable,
} from '../vectors/code-table.ts';
import { codeLength } from '../vectors/vector-code.ts';
import { cosineTo, fuseWithVectors, fusionDepth } from '../vectors/vector-search.ts';
import { type Catalog, readCatalog } from './catalog.ts';
import { type Parameters, parameters, passing, readable } from './conditions.ts';
import type { Transaction } from './database.ts';
import { type StoredGeneration, vectorText } from './generations.ts';
import { DOCUMENT, PASSAGE, toFacts, toPassage, toVector } from './rows.ts';

/** What a search works with. */
export interface SearchTools {
  readonly schema: string;
  readonly generation: StoredGeneration;
  readonly cache: ByteCache<Sized>;
}

/** One tenant at the version that this transaction sees. */
interface Tenant {
  readonly name: string;
  /** First part of the keys of what is kept of it. */
  readonly key: string;
}

/** Searches one tenant's part of an index, all in one transaction. */
export async function searchTenant(
  transaction: Transaction,
  tools: SearchTools,
  name: string,
  query: StoreQuery,
): Promise<StoreResult> {
  const { schema, generation, cache } = tools;
  const { text = '', vector, k } = query;
  const row = await transaction.get(`SELECT version FROM ${schema}.tenant WHERE tenant = $1`, name);
  const tenant = { name, key: JSON.stringify([name, String(row?.version ?? 0)]) };
  const catalog = await readCatalog(transaction, schema, name, cache, `catalog ${tenant.key}`);
  const allowed = await permittedPassages(transaction, tools, catalog, name, query);
  const lists = await readLists(transaction, tools, tenant, keysOfQuery(text));
  const compared = vector !== undefined && generation.vectors !== undefined;
  const { found, channels } = searchPostings(
    {
      passageCount: catalog.passageCount,
      size: catalog.documents.of.length,
      list: (key) => lists.get(key) ?? EMPTY_LIST,
      norms: catalog.norms,
      averageLength: catalog.averageLength,
      allowed,
      documents: catalog.documents,
      idOf: idOfNumber,
    },
    text,
    compared ? fusionDepth(k) : k,
  );
  const ranked = compared
    ? fuseWithVectors(found, await nearest(transaction, tools, tenant, allowed, query))
    : found;
  const numbers = ranked.slice(0, k).map(({ id }) => Number(id));
  const passages = await loadPassages(transaction, schema, name, numbers, query);
  return {
    passages: ranked.slice(0, k).flatMap(({ id, score }) => {
      const passage = passages.get(Number(id));
      return passage === undefined ? [] : [{ ...passage, score }];
    }),
    channels,
  };
}

/** Numbers as texts that sort alike; ids of passages are made for those only that are given out. */
const idOfNumber = (passage: number): string => String(passage).padStart(10, '0');

/** The part of a statement that says which documents `d` of a tenant may be found. */
function condition(tenant: string, { access, filter }: StoreQuery, own: Parameters): string {
  const parts = [`d.tenant = ${own.bind(tenant)}`, readable(access, own)];
  if (filter !== undefined) parts.push(passing(filter, own));
  return parts.join(' AND ');
}

async function permittedPassages(
  transaction: Transaction,
  { schema }: SearchTools,
  { documents }: Catalog,
  tenant: string,
  query: StoreQuery,
): Promise<Uint8Array> {
  const own = parameters();
  // One text instead of a row for each: a tenant may have a hundred thousand documents.
  const row = await transaction.get(
    `SELECT string_agg(d.number::text, ',') AS numbers FROM ${schema}.document d WHERE ${condition(tenant, query, own)}`,
    ...own.values,
  );
  const permitted = new Uint8Array(documents.size);
  const numbers = row?.numbers;
  if (typeof numbers === 'string') {
    for (const number of numbers.split(',')) permitted[Number(number)] = 1;
  }
  const allowed = new Uint8Array(documents.of.length);
  for (let i = 0; i < allowed.length; i += 1) {
    allowed[i] = permitted[documents.of[i] as number] as number;
  }
  return allowed;
}

async function readLists(
  transaction: Transaction,
  { schema, cache }: SearchTools,
  { name, key }: Tenant,
  terms: readonly string[],
): Promise<ReadonlyMap<string, PostingList>> {
  const lists = new Map<string, PostingList>();
  const missing: string[] = [];
  for (const term of terms) {
    const known = cache.get(`list ${key} ${term}`);
    if (known === undefined) missing.push(term);
    else lists.set(term, known as PostingList);
  }
  if (missing.length === 0) return lists;
  const rows = await transaction.all(
    `SELECT term, block, bytes FROM ${schema}.posting WHERE tenant = $1 AND term = ANY ($2::text[]) ORDER BY term, block`,
    name,
    missing,
  );
  const byTerm = new Map<string, PostingRow[]>(missing.map((term) => [term, []]));
  for (const { term, block, bytes } of rows) {
    byTerm.get(String(term))?.push({ block: Number(block), bytes: bytes as Uint8Array });
  }
  for (const [term, own] of byTerm) {
    const list = toPostingList(own);
    lists.set(term, list);
    cache.set(`list ${key} ${term}`, list);
  }
  return lists;
}

/** The closest permitted passages, by number. */
async function nearest(
  transaction: Transaction,
  tools: SearchTools,
  tenant: Tenant,
  allowed: Uint8Array,
  query: StoreQuery,
): Promise<readonly Scored[]> {
  const { vector = new Float32Array(), exact = false, k } = query;
  const depth = fusionDepth(k);
  const { schema, generation } = tools;
  if (generation.kind === 'pgvector') {
    return nearestByOperator(transaction, tools, tenant.name, query, depth);
  }
  const { dimensions = 0 } = generation.vectors ?? {};
  const limit = candidateCount(depth, dimensions);
  const few = allowed.reduce((sum, one) => sum + one, 0) <= Math.max(EXACT_UP_TO, limit);
  const candidates =
    exact || few
      ? [...allowed.keys()].filter((passage) => allowed[passage] === 1)
      : nearestByCode([await readCodes(transaction, tools, tenant)], vector, allowed, limit);
  const similarity = cosineTo(vector);
  const found: Scored[] = [];
  for (let from = 0; from < candidates.length; from += AT_ONCE) {
    const rows = await transaction.all(
      `SELECT passage, bytes FROM ${schema}.vector_${generation.number} WHERE tenant = $1 AND passage = ANY ($2::int[])`,
      tenant.name,
      candidates.slice(from, from + AT_ONCE),
    );
    for (const { passage, bytes } of rows) {
      const score = similarity(toVector(bytes as Uint8Array));
      if (score > 0) found.push({ id: idOfNumber(Number(passage)), score });
    }
  }
  return topK(found, depth);
}

/** Vectors that are fetched by one statement. */
const AT_ONCE = 2000;

interface SizedCodes extends CodeTable, Sized {}

async function readCodes(
  transaction: Transaction,
  { schema, generation, cache }: SearchTools,
  { name, key }: Tenant,
): Promise<CodeTable> {
  const place = `codes ${generation.number} ${key}`;
  const known = cache.get(place);
  if (known !== undefined) return known as SizedCodes;
  const rows = await transaction.all(
    `SELECT passage, scale, bits FROM ${schema}.vector_${generation.number} WHERE tenant = $1 ORDER BY passage`,
    name,
  );
  const length = codeLength(generation.vectors?.dimensions ?? 0);
  const codes = rows.map(({ passage, scale, bits }) => ({
    passage: Number(passage),
    scale: Number(scale),
    bits: bits as Uint8Array,
  }));
  const table = toCodeTable(codes, codes.length, length);
  const sized: SizedCodes = { ...table, byteLength: (length + 8) * codes.length };
  cache.set(place, sized);
  return sized;
}

/** pgvector: rights and filter in the same statement as the order. */
async function nearestByOperator(
  transaction: Transaction,
  { schema, generation }: SearchTools,
  tenant: string,
  query: StoreQuery,
  depth: number,
): Promise<readonly Scored[]> {
  if (query.exact === true) await transaction.all('SET LOCAL enable_indexscan = off');
  else {
    // The index goes on until enough passages pass the filter, instead of giving up after the first few.
    await transaction.all('SET LOCAL hnsw.iterative_scan = relaxed_order');
    await transaction.all(`SET LOCAL hnsw.ef_search = ${Math.min(1000, Math.max(100, 2 * depth))}`);
  }
  const own = parameters();
  const vector = own.bind(vectorText(query.vector ?? new Float32Array()));
  const rows = await transaction.all(
    `SELECT v.passage, 1 - (v.embedding <=> ${vector}::vector) AS score FROM ${schema}.vector_${generation.number} v
     JOIN ${schema}.passage p ON p.tenant = v.tenant AND p.number = v.passage
     JOIN ${schema}.document d ON d.tenant = p.tenant AND d.number = p.document
     WHERE ${condition(tenant, query, own)} ORDER BY v.embedding <=> ${vector}::vector LIMIT ${own.bind(depth)}`,
    ...own.values,
  );
  if (query.exact === true) await transaction.all('SET LOCAL enable_indexscan = on');
  const found = rows.map(({ passage, score }) => ({
    id: idOfNumber(Number(passage)),
    score: Number(score),
  }));
  // Relaxed order is nearly the order.
  return topK(
    found.filter(({ score }) => score > 0),
    depth,
  );
}

/** The texts; rights are asked again, by the same statement that reads them. */
async function loadPassages(
  transaction: Transaction,
  schema: string,
  tenant: string,
  numbers: readonly number[],
  { access }: StoreQuery,
): Promise<ReadonlyMap<number, FoundPassage>> {
  const own = parameters(tenant, numbers);
  const rows = await transaction.all(
    `SELECT p.number, ${PASSAGE}, ${DOCUMENT} FROM ${schema}.passage p
     JOIN ${schema}.document d ON d.tenant = p.tenant AND d.number = p.document
     WHERE p.tenant = $1 AND p.number = ANY ($2::int[]) AND ${readable(access, own)}`,
    ...own.values,
  );
  return new Map(rows.map((row) => [Number(row.number), toPassage(row, toFacts(row))]));
}
