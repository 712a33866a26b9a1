import {
  type Agent,
  type Answer,
  type Answerer,
  type ChatModel,
  type Hit,
  pattern,
  type Retriever,
} from '@ashlar/core';
import { type ReadingOptions, readerOf } from './answer/reader.ts';
import { type SearchOptions, search } from './answer/search.ts';
import { evidenceOf, toShown } from './answer/select-context.ts';
import { keepStrips } from './answer/strips.ts';
import { abstainedAnswer } from './answer/to-answer.ts';
import { judgement } from './judgement.ts';
import { type Grade, type GradeInput, gradeRelevance } from './questions/grade-relevance.ts';
import { type RewriteInput, rewriteQuery } from './questions/rewrite-query.ts';
import { asQuestion, type RagInput, ragInput } from './rag-input.ts';
import { fuseHits } from './retrieve/fuse-hits.ts';
import { trailOf } from './trail.ts';

/** Options of {@link correctiveRag}. */
export interface CorrectiveRagOptions extends Omit<ReadingOptions, 'model'>, SearchOptions {
  /** Answers, and every judgement that has no answerer of its own below. */
  readonly model: ChatModel;
  /** Where to look when the first search does not do: another index, the web. @default the same retriever, with another query */
  readonly fallback?: Retriever;
  /** How often it looks again. @default 1 */
  readonly maxCorrections?: number;
  /** `correct`: a passage from this relevance on settles it; `incorrect`: below it a passage is dropped. @default 0.7 and 0.3 */
  readonly thresholds?: { readonly correct: number; readonly incorrect: number };
  /** Passages are cut down to the sentences that bear on the question, with their spans. @default false */
  readonly strips?: boolean;
  /** @default `gradeRelevance.batch().on(model)` */
  readonly grade?: Answerer<readonly GradeInput[], readonly Grade[]>;
  /** @default `rewriteQuery.on(model)` */
  readonly rewrite?: Answerer<RewriteInput, { readonly query: string }>;
}

/**
 * Retrieve, grade, and look again when what was found does not do: passages are graded in one call; one that is good enough
 * settles it, those that are no good are dropped, and while none is good enough it asks the fallback, first the same and then in
 * other words. When grading fails, nothing is dropped. When nothing is left it abstains instead of answering from what merely shares words.
 *
 * Use it where the first index is known to have gaps, or a wrong answer costs more than two further calls. Costs one
 * retrieval and two calls when the first search is good; each correction one retrieval and one or two calls more.
 *
 * After Yan et al., "Corrective Retrieval Augmented Generation" (2024); the trained evaluator is a question here.
 */
export function correctiveRag(options: CorrectiveRagOptions): Agent<RagInput, Answer> {
  const { model, retriever, fallback = retriever, maxCorrections = 1, strips = false } = options;
  const { thresholds = { correct: 0.7, incorrect: 0.3 } } = options;
  const { grade = gradeRelevance.batch().on(model), rewrite = rewriteQuery.on(model) } = options;
  const read = readerOf(options);
  const description = `Answers questions, with citations, from: ${retriever.description}`;

  return pattern(
    { name: 'corrective-rag', version: '1', description, input: ragInput },
    async (input, scope) => {
      const trail = trailOf(scope);
      const asked = asQuestion(input);
      const tried = [asked.question];
      const lists = [await graded(await search(scope, options, asked, trail))];

      for (let i = 0; i < maxCorrections && !lists.flat().some(settles); i += 1) {
        const query = await nextQuery(i);
        if (query === '') break;
        const elsewhere = { ...options, retriever: fallback };
        const found = await search(scope, elsewhere, { ...asked, question: query }, trail);
        lists.push(await graded(found));
      }

      // What one search settles is not diluted with what the others found.
      const settled = lists.find((list) => list.some(settles));
      const sound = settled === undefined ? lists : [settled];
      const hits = fuseHits(sound.map((list) => list.map(({ hit }) => hit)));
      if (hits.length === 0) return trail.end(abstainedAnswer(0));
      const shown = strips ? keepStrips(asked.question, hits) : hits;
      return trail.end(await read(scope, asked.question, shown, trail));

      /** Another place is asked the same first; then come other words. */
      async function nextQuery(correction: number): Promise<string> {
        if (correction === 0 && fallback !== retriever) return asked.question;
        const given = { question: asked.question, tried };
        const step = { trail, step: 'rewrite.failed' };
        const { query = '' } = (await judgement(scope, rewrite, given, step)) ?? {};
        if (query.trim() === '') return '';
        tried.push(query);
        trail.add('rewrite', { query });
        return query;
      }

      async function graded(hits: readonly Hit[]): Promise<readonly GradedHit[]> {
        const { question } = asked;
        const evidence = evidenceOf(hits);
        const best = Math.max(...hits.map(({ score }) => score));
        const inputs = hits.map((hit, i) => {
          const standing = best > 0 ? Math.max(0, hit.score / best) : 1;
          return { question, evidence, standing, passage: toShown(hit, i) };
        });
        const grades = await judgement(scope, grade, inputs, { trail, step: 'grade.failed' });
        // What could not be graded is neither good enough nor dropped: it is looked for elsewhere as well.
        const unknown = grades === undefined ? thresholds.incorrect : 0;
        const all = hits
          .map((hit, i) => ({ hit, relevance: grades?.[i]?.relevance ?? unknown }))
          // The best first: what does not fit into the context must not be what settles it.
          .toSorted((a, b) => b.relevance - a.relevance);
        const good = all.filter(({ relevance }) => relevance >= thresholds.incorrect);
        const verdict = good.some(settles)
          ? 'correct'
          : good.length > 0
            ? 'ambiguous'
            : 'incorrect';
        trail.add('grade', { verdict, kept: good.length, dropped: all.length - good.length });
        return good;
      }

      function settles({ relevance }: GradedHit): boolean {
        return relevance >= thresholds.correct;
      }
    },
  );
}

interface GradedHit {
  readonly hit: Hit;
  readonly relevance: number;
}
