import { type Agent, type Answer, type Answerer, type ChatModel, pattern } from '@ashlar/core';
import { judgement } from './judgement.ts';
import { type Complexity, classifyQuestion } from './questions/classify-question.ts';
import { asQuestion, type RagInput, ragInput } from './rag-input.ts';
import { trailOf } from './trail.ts';

/** Options of {@link adaptiveRag}. */
export interface AdaptiveRagOptions {
  /** What answers which kind of question: any patterns, or agents of your own. */
  readonly strategies: {
    /** For what needs no documents, such as a greeting. @default `single` */
    readonly none?: Agent<RagInput, Answer>;
    readonly single: Agent<RagInput, Answer>;
    readonly multi: Agent<RagInput, Answer>;
  };
  /** Decides; or an answerer of `classifyQuestion`: `firstSure([rule], onModel)` asks a model only where a rule is not sure. */
  readonly classify:
    | ChatModel
    | Answerer<{ readonly question: string }, { readonly complexity: Complexity }>;
  /** Whether an answer of `single` does; one that does not is tried again by `multi`. @default it is grounded or partly so */
  readonly accept?: (answer: Answer) => boolean;
}

/**
 * Cheap questions get a cheap answer: a classifier chooses between none, one and several searches, and an answer that does not
 * stand on its sources is tried again with more work, so that a wrong first guess costs money and not the answer.
 *
 * Use it when most questions are simple and some are not. Costs one call for the choice (none by rule) and what the chosen
 * strategies cost. When the choice cannot be made, one search is tried first. The steps say what was chosen and whether it did: log them to fit a rule on your own questions.
 *
 * After Jeong et al., "Adaptive-RAG" (NAACL 2024); escalation is ours.
 */
export function adaptiveRag(options: AdaptiveRagOptions): Agent<RagInput, Answer> {
  const { strategies, accept = standsOnSources } = options;
  const { classify } = options;
  const classifier = 'answer' in classify ? classify : classifyQuestion.on(classify);
  const { description } = strategies.multi;

  return pattern(
    { name: 'adaptive-rag', version: '1', description, input: ragInput },
    async (input, scope) => {
      const trail = trailOf(scope);
      const { question } = asQuestion(input);
      const step = { trail, step: 'classify.failed' };
      // One search first, as always when in doubt: an answer that does not stand is tried again.
      const { complexity = 'single' } =
        (await judgement(scope, classifier, { question }, step)) ?? {};
      trail.add('classify', { complexity });
      if (complexity === 'multi') return trail.end(await scope.run(strategies.multi, input));
      if (complexity === 'none' && strategies.none) {
        return trail.end(await scope.run(strategies.none, input));
      }
      const answer = await scope.run(strategies.single, input);
      if (accept(answer)) return trail.end(answer);
      trail.add('escalate', { grounding: answer.grounding });
      scope.partial(trail.end(answer));
      return trail.end(await scope.run(strategies.multi, input));
    },
  );
}

function standsOnSources({ grounding }: Answer): boolean {
  return grounding === 'grounded' || grounding === 'partial' || grounding === 'sources-disagree';
}
