import {
  type Agent,
  type Answer,
  type Answerer,
  type ChatModel,
  type Hit,
  joinLabels,
  pattern,
  type Scope,
  toJson,
} from '@ashlar/core';
import {
  type AnswerInput,
  type AnswerOutput,
  answerQuestion,
  type Statement,
} from './answer/answer-question.ts';
import { findInstructions } from './answer/find-instructions.ts';
import { findQuote } from './answer/find-quote.ts';
import { type SearchOptions, search } from './answer/search.ts';
import { evidenceOf, selectContext, toShown } from './answer/select-context.ts';
import { supportedBy } from './answer/supported-by.ts';
import { toAnswer } from './answer/to-answer.ts';
import { judgement } from './judgement.ts';
import {
  type Critique,
  type CritiqueInput,
  critiqueStatement,
} from './questions/critique-statement.ts';
import {
  judgeSufficiency,
  type Sufficiency,
  type SufficiencyInput,
} from './questions/judge-sufficiency.ts';
import { asQuestion, type RagInput, ragInput } from './rag-input.ts';
import { type Trail, trailOf } from './trail.ts';

/** Options of {@link selfRag}. */
export interface SelfRagOptions extends SearchOptions {
  /** Drafts, criticises and decides. */
  readonly model: ChatModel;
  /** Passages that are read side by side for each segment. @default 3 */
  readonly beam?: number;
  /** Segments, each with a search of its own, that an answer is made of at most. @default 2 */
  readonly maxSegments?: number;
  /** What a statement needs of each to stay, 0..1. @default support 0.6, relevance 0.5, usefulness 0.3 */
  readonly minimum?: Partial<Critique>;
  /** @default `answerQuestion.on(model)` */
  readonly draft?: Answerer<AnswerInput, AnswerOutput>;
  /** @default `critiqueStatement.batch().on(model)` */
  readonly critique?: Answerer<readonly CritiqueInput[], readonly Critique[]>;
  /** @default `judgeSufficiency.on(model)` */
  readonly judge?: Answerer<SufficiencyInput, Sufficiency>;
}

interface Candidate {
  readonly statement: Statement;
  readonly hit: Hit;
}

/**
 * Drafts an answer from each passage by itself, criticises every statement, keeps those that are relevant, supported and useful,
 * and searches again for what is still missing. What shared words and numbers settle is not asked; the critique of the
 * rest is one call.
 *
 * Use it where an unsupported sentence is worse than a missing one. Costs per segment: one retrieval, a call per passage read
 * (side by side), at most one for the critique and, while segments are left, one that decides whether to go on.
 *
 * After Asai et al., "Self-RAG" (ICLR 2024): its trained reflection tokens are questions here.
 */
export function selfRag(options: SelfRagOptions): Agent<RagInput, Answer> {
  const { model, retriever, beam = 3, maxSegments = 2 } = options;
  const minimum = { support: 0.6, relevance: 0.5, usefulness: 0.3, ...options.minimum };
  const { draft = answerQuestion.on(model), critique = critiqueStatement.batch().on(model) } =
    options;
  const { judge = judgeSufficiency.on(model) } = options;
  const description = `Answers questions, with criticised citations, from: ${retriever.description}`;

  return pattern(
    { name: 'self-rag', version: '1', description, input: ragInput },
    async (input, scope) => {
      const trail = trailOf(scope);
      const asked = asQuestion(input);
      const read: Hit[] = [];
      const kept: Candidate[] = [];
      let evidence = 0;
      let query = asked.question;

      for (let segment = 1; segment <= maxSegments; segment += 1) {
        const hits = await search(scope, options, { ...asked, question: query }, trail);
        const unread = hits.filter(({ id }) => !read.some((hit) => hit.id === id)).slice(0, beam);
        evidence = Math.max(evidence, evidenceOf(hits));
        read.push(...unread);
        const instructions = findInstructions(unread);
        if (instructions.length > 0) trail.add('instructions', { found: toJson(instructions) });
        const drafted = await drafts(scope, asked.question, unread, evidence);
        const good = await criticised(scope, asked.question, drafted, trail);
        kept.push(...good.filter((one) => !kept.some((known) => sameText(one, known))));
        trail.add('critique', { drafted: drafted.length, kept: good.length });
        if (segment === maxSegments || unread.length === 0) break;
        if (kept.length > 0) scope.partial(answered());
        const used = [...new Set(kept.map(({ hit }) => hit))];
        const passages = selectContext(used, JUDGED_CHARACTERS).map(toShown);
        const given = { question: asked.question, passages };
        const verdict = await judgement(scope, judge, given, { trail, step: 'judge.failed' });
        if (verdict === undefined) break;
        trail.add('judge', { ...verdict });
        if (verdict.sufficient || verdict.missing.trim() === '') break;
        query = verdict.missing;
      }

      return answered();

      /** What stands so far. */
      function answered(): Answer {
        const statements = kept.map(({ statement, hit }) =>
          onHit(statement, read.indexOf(hit) + 1),
        );
        const said = { answerable: statements.length > 0, statements };
        const answer = toAnswer(said, read, { question: asked.question, evidence });
        if (read.length === 0) return trail.end(answer);
        return trail.end({ ...answer, label: joinLabels(read.map(({ label }) => label)) });
      }
    },
  );

  /** What each passage answers by itself. */
  async function drafts(
    scope: Scope,
    question: string,
    hits: readonly Hit[],
    evidence: number,
  ): Promise<readonly Candidate[]> {
    const said = await scope.parallel(
      hits.map((hit) => (branch: Scope) => {
        const passages = [toShown(hit, 0)];
        return branch.ask(draft, { question, evidence, passages });
      }),
    );
    return said.flatMap(({ answerable, statements }, i) =>
      answerable ? statements.map((statement) => ({ statement, hit: hits[i] as Hit })) : [],
    );
  }

  /** Those that pass, the best first. What words and numbers settle is not asked. */
  async function criticised(
    scope: Scope,
    question: string,
    candidates: readonly Candidate[],
    trail: Trail,
  ): Promise<readonly Candidate[]> {
    const judged = candidates.filter(isQuoted).map((candidate) => ({
      candidate,
      known: supportedBy(candidate.statement.text, candidate.hit.text),
    }));
    const doubtful = judged.filter(({ known }) => known !== 'no');
    const asked = doubtful.map(({ candidate: { statement, hit } }) => ({
      question,
      statement: statement.text,
      passage: toShown(hit, 0),
    }));
    const critiques = await judgement(scope, critique, asked, { trail, step: 'critique.failed' });
    // Without a critique only what the words of the passage carry stays.
    const missing = critiques === undefined ? UNCRITICISED : NOTHING;
    return doubtful
      .map(({ candidate, known }, i) => {
        const given = critiques?.[i] ?? missing;
        return { candidate, ...given, support: known === 'yes' ? 1 : given.support };
      })
      .filter(
        ({ support, relevance, usefulness }) =>
          support >= minimum.support &&
          relevance >= minimum.relevance &&
          usefulness >= minimum.usefulness,
      )
      .toSorted((a, b) => total(b) - total(a))
      .map(({ candidate }) => candidate);
  }
}

/** Characters of evidence that the judgement whether to go on is shown. */
const JUDGED_CHARACTERS = 12_000;
const NOTHING: Critique = { relevance: 0, support: 0, usefulness: 0 };
const UNCRITICISED: Critique = { relevance: 1, support: 0, usefulness: 1 };

/** Whether one of its quotes stands in the passage: a sentence without any could not be cited. */
function isQuoted({ statement: { text, citations }, hit }: Candidate): boolean {
  return (
    text.trim() !== '' && citations.some(({ quote }) => findQuote(hit.text, quote) !== undefined)
  );
}

function total({ relevance, support, usefulness }: Critique): number {
  return relevance + support + usefulness;
}

function sameText({ statement: a }: Candidate, { statement: b }: Candidate): boolean {
  return a.text.trim() === b.text.trim();
}

/** A statement that was drafted from one passage, as one about the list of all that were read. */
function onHit(statement: Statement, passage: number): Statement {
  return {
    ...statement,
    citations: statement.citations.map(({ quote }) => ({ passage, quote })),
  };
}
