import {
  type Agent,
  type Answer,
  type Answerer,
  type ChatModel,
  pattern,
  type Retriever,
  type Scope,
} from '@ashlar/core';
import { type ReadingOptions, readerOf } from './answer/reader.ts';
import { type SearchOptions, search } from './answer/search.ts';
import { evidenceOf } from './answer/select-context.ts';
import { judgement } from './judgement.ts';
import {
  type ChooseSourcesInput,
  type ChosenSources,
  chooseSources,
} from './questions/choose-sources.ts';
import { asQuestion, type RagInput, ragInput } from './rag-input.ts';
import { fuseHits } from './retrieve/fuse-hits.ts';
import { timeLimited } from './retrieve/time-limited.ts';
import { type Trail, trailOf } from './trail.ts';

/** Options of {@link branchedRag}. */
export interface BranchedRagOptions
  extends Omit<ReadingOptions, 'model'>,
    Pick<SearchOptions, 'access' | 'limit'> {
  /** Answers, and chooses. */
  readonly model: ChatModel;
  /** By name; each retriever's `description` is what the choice is made by. */
  readonly sources: Readonly<Record<string, Retriever>>;
  /** At most so many sources for one question, the most likely first. @default 3 */
  readonly most?: number;
  /** Milliseconds after which a source that has not answered is left out. @default none */
  readonly sourceTimeoutMs?: number;
  /** @default `chooseSources.on(model)` */
  readonly choose?: Answerer<ChooseSourcesInput, ChosenSources>;
}

/**
 * Chooses among several sources, asks the chosen ones side by side, each with a query of its own, and answers from what they
 * found together; what a source says of its own evidence is its weight. When the choice fails or cannot be made, all sources are asked; a source that fails is left out and named in the steps.
 *
 * Use it when documents live in places of different kinds, and asking all of them is slow, dear or noisy. Costs one call more
 * than simple RAG, and a retrieval per chosen source.
 */
export function branchedRag(options: BranchedRagOptions): Agent<RagInput, Answer> {
  const { model, sources, most = 3, limit = 10, sourceTimeoutMs } = options;
  const retrievers = Object.fromEntries(
    Object.entries(sources).map(([name, retriever]) => [
      name,
      sourceTimeoutMs === undefined ? retriever : timeLimited(retriever, sourceTimeoutMs),
    ]),
  );
  const { choose = chooseSources.on(model) } = options;
  const read = readerOf(options);
  const described = Object.entries(sources).map(([name, { description }]) => ({
    name,
    description,
  }));
  const description = `Answers questions, with citations, from: ${described.map(({ description }) => description).join(' ')}`;

  return pattern(
    { name: 'branched-rag', version: '1', description, input: ragInput },
    async (input, scope) => {
      const trail = trailOf(scope);
      const asked = asQuestion(input);
      const chosen = await route(scope, asked.question, trail);
      const trails = chosen.map(() => trailOf(scope));
      const found = await scope.settle(
        chosen.map(({ name, query }, i) => (branch: Scope) => {
          const where = { ...options, retriever: retrievers[name] as Retriever };
          return search(branch, where, { ...asked, question: query }, trails[i] as Trail);
        }),
      );
      trail.join(trails);

      const failed = chosen.flatMap(({ name }, i) => {
        const end = found[i];
        return end?.status === 'rejected' ? [{ name, code: end.error.code }] : [];
      });
      if (failed.length > 0) trail.add('source.failed', { sources: failed });
      const lists = found.map((end) => (end.status === 'fulfilled' ? end.value : []));
      const first = found.find((end) => end.status === 'rejected');
      if (failed.length === chosen.length && first !== undefined) throw first.error;
      const hits = fuseHits(lists, { limit, weights: lists.map(evidenceOf) });
      return trail.end(await read(scope, asked.question, hits, trail));
    },
  );

  /** What to ask whom; everything of everybody when that cannot be decided. */
  async function route(
    scope: Scope,
    question: string,
    trail: Trail,
  ): Promise<ChosenSources['sources']> {
    const all = described.map(({ name }) => ({ name, query: question }));
    if (all.length < 2) return all;
    const input = { question, sources: described };
    const { sources: chosen = [] } =
      (await judgement(scope, choose, input, { trail, step: 'route.failed' })) ?? {};
    // A source once, however often it was chosen; a rule may name one that is not there.
    const known = new Map(
      chosen.filter(({ name }) => Object.hasOwn(retrievers, name)).map((one) => [one.name, one]),
    );
    const kept = known.size === 0 ? all : [...known.values()].slice(0, most);
    trail.add('route', { sources: kept.map(({ name }) => name) });
    return kept;
  }
}
