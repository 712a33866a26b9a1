import type { Agent, Answer, RunOptions } from '@ashlar/core';
import type { RagInput } from '../rag-input.ts';
import { isRight } from './is-right.ts';

/** A question of your own, and what you know of its answer. */
export interface CompareCase {
  readonly question: string;
  /** Sources that answer it: one of them should be cited. */
  readonly sources?: readonly string[];
  /** What the answer or one of its quotes should contain, in any case. */
  readonly contains?: readonly string[];
  /** False: the documents do not answer it, and it should be refused. @default true */
  readonly answerable?: boolean;
}

/** How one pattern did on all questions. Shares are 0..1; per question means on average. */
export interface PatternScore {
  readonly pattern: string;
  readonly questions: number;
  /** Share that is as it should be: see {@link isRight}. */
  readonly right: number;
  /** Share that was answered at all. */
  readonly answered: number;
  /** Share of the answers that are grounded as a whole. */
  readonly grounded: number;
  /** Questions that are right here and wrong with the first pattern, and the other way round. */
  readonly better: number;
  readonly worse: number;
  readonly callsPerQuestion: number;
  readonly tokensPerQuestion: number;
  /** Dollars for each question; absent when a model has no price. */
  readonly usdPerQuestion?: number;
  /** Runs that did not complete, by how they ended: they count as wrong. */
  readonly ended: Readonly<Record<string, number>>;
}

export type Patterns = Readonly<Record<string, Agent<RagInput, Answer>>>;

/**
 * Runs each pattern on the same questions, one after the other, and says what it got right and what that cost. The first pattern is
 * what the others are held against. `options` apply to every run: the principal, a budget for each question, a journal.
 */
export async function compare(
  patterns: Patterns,
  cases: readonly CompareCase[],
  options: Omit<RunOptions, 'id'> = {},
): Promise<readonly PatternScore[]> {
  const scores: PatternScore[] = [];
  let first: readonly boolean[] | undefined;
  for (const [name, agent] of Object.entries(patterns)) {
    const trials: Trial[] = [];
    for (const one of cases) trials.push(await tryOut(agent, one, options));
    const right = trials.map((trial) => trial.right);
    first ??= right;
    scores.push(score(name, trials, first));
  }
  return scores;
}

interface Trial {
  readonly right: boolean;
  readonly answer: Answer | undefined;
  readonly status: string;
  readonly calls: number;
  readonly tokens: number;
  readonly usd: number | undefined;
}

async function tryOut(
  agent: Agent<RagInput, Answer>,
  one: CompareCase,
  options: RunOptions,
): Promise<Trial> {
  const outcome = await agent.run(one.question, options).outcome;
  const { calls, inputTokens, outputTokens, usd } = outcome.usage;
  const answer = outcome.status === 'completed' ? outcome.value : undefined;
  return {
    right: answer !== undefined && isRight(answer, one),
    answer,
    status: outcome.status,
    calls: calls.length,
    tokens: inputTokens + outputTokens,
    usd,
  };
}

function score(pattern: string, trials: readonly Trial[], first: readonly boolean[]): PatternScore {
  const questions = trials.length;
  const share = (count: number): number => (questions === 0 ? 0 : count / questions);
  const answered = trials.filter(({ answer }) => answer && answer.grounding !== 'abstained');
  const grounded = answered.filter(({ answer }) => answer?.grounding === 'grounded');
  const sum = (read: (trial: Trial) => number) =>
    trials.reduce((total, trial) => total + read(trial), 0);
  const unpriced = trials.some(({ usd }) => usd === undefined);
  const ended: Record<string, number> = {};
  for (const { status } of trials) {
    if (status !== 'completed') ended[status] = (ended[status] ?? 0) + 1;
  }
  return {
    pattern,
    questions,
    right: share(sum(({ right }) => Number(right))),
    answered: share(answered.length),
    grounded: answered.length === 0 ? 0 : grounded.length / answered.length,
    better: trials.filter(({ right }, i) => right && !first[i]).length,
    worse: trials.filter(({ right }, i) => !right && first[i]).length,
    callsPerQuestion: share(sum(({ calls }) => calls)),
    tokensPerQuestion: share(sum(({ tokens }) => tokens)),
    ...(!unpriced && { usdPerQuestion: share(sum(({ usd = 0 }) => usd)) }),
    ended,
  };
}
