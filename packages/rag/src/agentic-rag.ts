import {
  type Agent,
  type Answer,
  type Answerer,
  type ChatModel,
  type Hit,
  joinLabels,
  pattern,
  type Scope,
} from '@ashlar/core';
import { type ReadingOptions, readerOf } from './answer/reader.ts';
import { type SearchOptions, search } from './answer/search.ts';
import { selectContext, toShown } from './answer/select-context.ts';
import { judgement } from './judgement.ts';
import {
  judgeSufficiency,
  type Sufficiency,
  type SufficiencyInput,
} from './questions/judge-sufficiency.ts';
import {
  type PlanInput,
  planResearch,
  REFERENCE,
  type ResearchPlan,
  type SubQuestion,
} from './questions/plan-research.ts';
import { asQuestion, type RagInput, ragInput } from './rag-input.ts';
import { fuseHits } from './retrieve/fuse-hits.ts';
import { type Trail, trailOf } from './trail.ts';

/** Options of {@link agenticRag}. */
export interface AgenticRagOptions extends Omit<ReadingOptions, 'model'>, SearchOptions {
  /** Plans, answers and judges. */
  readonly model: ChatModel;
  /** Sub-questions of one plan at most. @default 4 */
  readonly maxSubQuestions?: number;
  /** How often the evidence is judged and a further plan made. @default 1 */
  readonly maxReplans?: number;
  /** Sub-questions that are looked up side by side. @default 4 */
  readonly concurrency?: number;
  /** @default `planResearch.on(model)` */
  readonly plan?: Answerer<PlanInput, ResearchPlan>;
  /** @default `judgeSufficiency.on(model)` */
  readonly judge?: Answerer<SufficiencyInput, Sufficiency>;
}

/** What one sub-question led to. */
interface Finding {
  readonly id: string;
  readonly question: string;
  readonly hits: readonly Hit[];
  readonly answer?: Answer;
}

/**
 * Plans sub-questions as a graph, looks them up in its order, those that do not need each other side by side, and answers from
 * the evidence that was collected, and from nothing else. When the evidence does not do, it plans again for what is missing.
 *
 * Use it for questions that no single search answers. Costs a call for the plan, a retrieval per sub-question, a call for each one
 * whose answer another needs, one to judge and one to answer; limits hold in the budget of the run.
 */
export function agenticRag(options: AgenticRagOptions): Agent<RagInput, Answer> {
  const { model, retriever, maxSubQuestions: most = 4, maxReplans = 1, concurrency = 4 } = options;
  const { plan = planResearch.on(model), judge = judgeSufficiency.on(model) } = options;
  const { contextCharacters = 12_000 } = options;
  const read = readerOf(options);
  const description = `Researches questions, with citations, in: ${retriever.description}`;

  return pattern(
    { name: 'agentic-rag', version: '1', description, input: ragInput },
    async (input, scope) => {
      const trail = trailOf(scope);
      const asked = asQuestion(input);
      const { question } = asked;
      const findings: Finding[] = [];
      let missing = '';

      for (let round = 0; round <= maxReplans; round += 1) {
        const known = findings.flatMap(({ question, answer }) =>
          answer !== undefined && isUsable(answer) ? [{ question, answer: answer.text }] : [],
        );
        const given = { question, most, known, missing };
        const planned = await judgement(scope, plan, given, { trail, step: 'plan.failed' });
        if (planned === undefined && round > 0) break;
        // Without a plan the question itself is one; a rule may plan more than it was asked for.
        const steps = planned?.steps.slice(0, most) ?? [{ id: 'a', question, after: [] }];
        trail.add('plan', { questions: steps.map((step) => step.question) });
        findings.push(...(await work(scope, steps, trail)));
        if (round === maxReplans) break;
        const passages = selectContext(ledger(), contextCharacters).map(toShown);
        const step = { trail, step: 'judge.failed' };
        const verdict = await judgement(scope, judge, { question, passages }, step);
        if (verdict === undefined) break;
        trail.add('judge', { ...verdict });
        if (verdict.sufficient || verdict.missing.trim() === '') break;
        missing = verdict.missing;
      }
      return trail.end(await read(scope, question, ledger(), trail));

      /** All evidence, each passage once: what several sub-questions found, or one of them found first, stands first. */
      function ledger(): readonly Hit[] {
        return fuseHits(findings.map(({ hits }) => hits));
      }

      async function work(
        scope: Scope,
        steps: readonly SubQuestion[],
        trail: Trail,
      ): Promise<readonly Finding[]> {
        const done = new Map<string, Finding>();
        let waiting = steps;
        while (waiting.length > 0) {
          const free = waiting.filter(({ after }) => after.every((needed) => done.has(needed)));
          // A plan of somebody's own may hold a circle: then what is left does not wait for itself.
          const ready = free.length > 0 ? free : waiting;
          waiting = waiting.filter((step) => !ready.includes(step));
          const trails = ready.map(() => trailOf(scope));
          const found = await scope.parallel(
            ready.map(
              (step, i) => (branch: Scope) => lookUp(branch, step, steps, done, trails[i] as Trail),
            ),
            { concurrency },
          );
          trail.join(trails);
          for (const finding of found) done.set(finding.id, finding);
          scope.partial(trail.end(soFar([...findings, ...done.values()])));
        }
        return [...done.values()];
      }

      async function lookUp(
        scope: Scope,
        { id, question: text }: SubQuestion,
        steps: readonly SubQuestion[],
        done: ReadonlyMap<string, Finding>,
        trail: Trail,
      ): Promise<Finding> {
        const question = filled(text, done);
        const hits = await search(scope, options, { ...asked, question }, trail);
        const needed = steps.some(({ after }) => after.includes(id));
        if (!needed) return { id, question, hits };
        return { id, question, hits, answer: await read(scope, question, hits, trail) };
      }
    },
  );
}

/** A sub-question with the answers that it needs in their places; what could not be answered is named by its own question. */
function filled(text: string, done: ReadonlyMap<string, Finding>): string {
  return text.replace(REFERENCE, (reference, id: string) => {
    const finding = done.get(id);
    if (finding === undefined) return reference;
    const { answer, question } = finding;
    return answer === undefined || !isUsable(answer) ? question : short(answer.text);
  });
}

/** Words of documents go into the next question only if a quote carries them, and in one short line. */
function isUsable({ grounding }: Answer): boolean {
  return grounding !== 'abstained' && grounding !== 'ungrounded';
}

const LONGEST = 300;

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= LONGEST ? line : `${[...line].slice(0, LONGEST).join('')}…`;
}

/** What there is to show when a limit ends the run: the sub-questions that were answered. */
function soFar(findings: readonly Finding[]): Answer {
  const answers = findings.flatMap(({ answer }) =>
    answer === undefined || answer.grounding === 'abstained' ? [] : [answer],
  );
  let text = '';
  const citations = answers.flatMap((one) => {
    if (text !== '') text += '\n';
    const moved = text.length;
    text += one.text;
    return one.citations.map(({ answer, ...citation }) => ({
      ...citation,
      answer: {
        start: moved + (answer?.start ?? 0),
        end: moved + (answer?.end ?? one.text.length),
      },
    }));
  });
  const labels = answers.flatMap(({ label }) => label ?? []);
  return {
    text,
    citations,
    grounding: answers.length === 0 ? 'abstained' : 'partial',
    ...(labels.length > 0 && { label: joinLabels(labels) }),
  };
}
