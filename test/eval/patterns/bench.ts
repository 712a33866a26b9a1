import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agent, Answer, ChatModel } from '@ashlar/core';
import { offlineModel } from '@ashlar/emulator';
import { type DocumentIndex, openIndex, type RagInput } from '@ashlar/rag';
import { rules } from '@ashlar/rag/offline';
import { sqliteStore } from '@ashlar/rag/sqlite';
import type { Page } from '../../data/collections.ts';

export const PRINCIPAL = { tenant: 'eval', subject: 'eval', groups: [] } as const;

/** What answers here: rules, which find words and understand nothing. Their calls count as those of a model would. */
export const engine = metered(offlineModel({ rules }));

function metered(model: ChatModel): ChatModel {
  return {
    ...model,
    async generate(request, context) {
      const response = await model.generate(request, context);
      const inputBytes = JSON.stringify(request.messages).length;
      const estimate = { model: model.id, info: { maxOutputTokens: 1000 }, inputBytes };
      const reservation = await context?.meter.reserve(estimate);
      for (const call of response.calls) reservation?.settle(call);
      return response;
    },
  };
}

const folder = mkdtempSync(join(tmpdir(), 'ashlar-eval-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** An index in a file of its own: five collections at once are too much for memory. */
export async function indexOf(pages: readonly Page[]): Promise<DocumentIndex> {
  files += 1;
  const index = await openIndex({ store: sqliteStore({ file: join(folder, `${files}.sqlite`) }) });
  const encoder = new TextEncoder();
  const items = pages.map(({ id, text }) => ({
    source: `${id}.md`,
    read: async () => encoder.encode(text),
  }));
  await index.ingest(items, { tenant: PRINCIPAL.tenant });
  return index;
}

/** What one question cost, and what was read for it, best first, each document once. */
export interface Trial {
  readonly answer: Answer;
  readonly read: readonly string[];
  readonly calls: number;
  readonly tokens: number;
  readonly retrievals: number;
}

export async function tryOut<I>(agent: Agent<I, Answer>, input: I): Promise<Trial> {
  const outcome = await agent.run(input, { principal: PRINCIPAL }).outcome;
  if (outcome.status !== 'completed') {
    throw new Error(`${agent.name} ended as ${outcome.status} on ${JSON.stringify(input)}`);
  }
  const answer = outcome.value;
  const steps = answer.steps ?? [];
  const read = steps.findLast(({ facts }) => Array.isArray(facts.read))?.facts.read;
  const sources = Array.isArray(read)
    ? read.map((source) => String(source).replace(/\.md$/, ''))
    : [];
  const { calls, inputTokens, outputTokens } = outcome.usage;
  return {
    answer,
    read: [...new Set(sources)],
    calls: calls.length,
    tokens: inputTokens + outputTokens,
    retrievals: steps.filter(({ name }) => name === 'retrieve').length,
  };
}

export type Rag = Agent<RagInput, Answer>;

/** Share of the gold documents among the first k that were read. */
export function recallAt(read: readonly string[], gold: ReadonlySet<string>, k: number): number {
  const first = new Set(read.slice(0, k));
  return [...gold].filter((id) => first.has(id)).length / gold.size;
}

/** Discounted gain of the first ten documents, all gold ones worth the same. */
export function ndcgAt10(read: readonly string[], gold: ReadonlySet<string>): number {
  const gain = (rank: number): number => 1 / Math.log2(rank + 2);
  const got = read.slice(0, 10).reduce((sum, id, rank) => sum + (gold.has(id) ? gain(rank) : 0), 0);
  const best = Array.from({ length: Math.min(10, gold.size) }, (_, rank) => gain(rank));
  return got / best.reduce((sum, one) => sum + one, 0);
}

export function mean(list: readonly number[]): number {
  return list.reduce((sum, one) => sum + one, 0) / Math.max(1, list.length);
}

export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
