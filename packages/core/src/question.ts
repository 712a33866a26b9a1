import { type Abstain, type Answerer, isAbstain } from './answerer.ts';
import { askedData } from './asked-data.ts';
import { batchOf } from './batch-question.ts';
import { assistant } from './build-message.ts';
import type { ChatModel } from './chat.ts';
import { AshlarError } from './errors.ts';
import type { Message } from './message.ts';
import type { PromptOverride } from './prompt-catalog.ts';
import { fitting, type Schema, toJsonSchema } from './schema.ts';
import type { Scope } from './scope.ts';
import type { Example } from './score.ts';
import { generateStructured } from './structured.ts';
import { answerText, shapeOf } from './structured-request.ts';

export interface QuestionOptions<I, O> {
  /** `package.what-is-asked`, for example `rag.grade-relevance`. */
  readonly name: string;
  /** Change it with the wording: journals, cassettes and scores are kept by it. */
  readonly version: string;
  readonly input: Schema<I>;
  readonly output: Schema<O>;
  /**
   * The messages to the model. The input, or what of it the model needs, must be in them as exactly one JSON part:
   * `json(input)`. A rule engine reads it there, and a batch puts a list in its place.
   */
  readonly prompt: (input: I) => readonly Message[];
  /** Shown to the model as earlier turns. */
  readonly examples?: readonly Example<I, O>[];
  /** What no schema can say: undefined when the answer fits its input, else what is wrong, which the model is told. */
  readonly fits?: (output: O, input: I) => string | undefined;
}

export interface OnModelOptions {
  /** How often the model is asked again after an answer that does not fit. @default 1 */
  readonly retries?: number;
  /** @default the model's own */
  readonly maxTokens?: number;
  /** @default 0 */
  readonly temperature?: number;
}

/** Answers, or says that it is not sure. A pure function, so it stands outside of the journal. */
export type RuleFunction<I, O> = (input: I) => O | Abstain | Promise<O | Abstain>;

/** A rule as an answerer; alone it fails with `question.unsure` where it abstains. */
export interface Rule<I, O> extends Answerer<I, O> {
  attempt(input: I): Promise<O | Abstain>;
}

/**
 * One typed question: named, versioned, answered by a model or a rule, and with another wording wherever a platform
 * team wants one. All prompts of the library live in questions.
 */
export interface Question<I, O> extends QuestionOptions<I, O> {
  /** `name@version`. */
  readonly tag: string;
  on(model: ChatModel, options?: OnModelOptions): Answerer<I, O>;
  by(rule: RuleFunction<I, O>, name?: string): Rule<I, O>;
  /** The same question with another wording: `version` is added to its own, as in `rag.grade@1+acme.3`. */
  with(override: WordingOverride<I, O>): Question<I, O>;
  /**
   * The same question about a list of inputs, answered together in one call. Wordings of a catalog are written for one input
   * and hold here, too; examples are shown as one batch. A list without inputs is answered without a model.
   */
  batch(): Question<readonly I[], readonly O[]>;
}

export interface WordingOverride<I, O> {
  readonly version: string;
  readonly prompt?: (input: I) => readonly Message[];
  readonly examples?: readonly Example<I, O>[];
}

/** What a question about a list does differently. */
export interface Variant<I, O> {
  /** Adapts a catalog's wording of the question that it was made from. */
  readonly adapt: (override: PromptOverride) => PromptOverride;
  /** An answer that needs no model. */
  readonly known?: (input: I) => O | undefined;
}

export function question<I, O>(options: QuestionOptions<I, O>): Question<I, O> {
  return questionOf(options, { adapt: (override) => override });
}

function questionOf<I, O>(options: QuestionOptions<I, O>, variant: Variant<I, O>): Question<I, O> {
  const self: Question<I, O> = {
    ...options,
    tag: `${options.name}@${options.version}`,
    on: (model, modelOptions = {}) => onModel(self, variant, model, modelOptions),
    by: (rule, name = rule.name || 'rule') => byRule(self, rule, name),
    with: ({ version, ...wording }) =>
      questionOf({ ...options, ...wording, version: `${options.version}+${version}` }, variant),
    batch() {
      const many = batchOf(self);
      return questionOf(many.options, { ...many, adapt: (one) => many.adapt(variant.adapt(one)) });
    },
  };
  return self;
}

function onModel<I, O>(
  base: Question<I, O>,
  variant: Variant<I, O>,
  model: ChatModel,
  { retries = 1, maxTokens, temperature = 0 }: OnModelOptions,
): Answerer<I, O> {
  return {
    question: base.tag,
    how: `on:${model.id}`,
    async answer(input, scope) {
      const asked = await fitting(base.input, input, 'input.invalid', base.tag);
      const known = variant.known?.(asked);
      if (known !== undefined) return known;
      const worded = reworded(base, variant, scope);
      return generateStructured(scope, model, {
        messages: withExamples(worded, base.output, asked),
        output: base.output,
        ...(base.fits === undefined ? {} : { fits: (value: O) => base.fits?.(value, asked) }),
        retries,
        temperature,
        ...(maxTokens === undefined ? {} : { maxTokens }),
        metadata: { question: worded.tag },
      });
    },
  };
}

function byRule<I, O>(base: Question<I, O>, rule: RuleFunction<I, O>, name: string): Rule<I, O> {
  const attempt = async (input: I) =>
    rule(await fitting(base.input, input, 'input.invalid', base.tag));
  return {
    question: base.tag,
    how: `by:${name}`,
    attempt,
    async answer(input) {
      const answer = await attempt(input);
      if (!isAbstain(answer)) return answer;
      throw new AshlarError(
        'question.unsure',
        `The rule ${name} is not sure about ${base.tag}. Put a model behind it: firstSure([rule], onModel).`,
        { facts: { question: base.tag, rule: name } },
      );
    },
  };
}

/** Rules in order, then what stands last: a model is asked only where all rules abstain. It cannot end unsure. */
export function firstSure<I, O>(
  rules: readonly Rule<I, O>[],
  last: Answerer<I, O>,
): Answerer<I, O> {
  return {
    question: last.question,
    how: `first-sure(${[...rules, last].map(({ how }) => how).join(', ')})`,
    async answer(input, scope) {
      for (const rule of rules) {
        const answer = await rule.attempt(input);
        if (!isAbstain(answer)) return answer;
      }
      return last.answer(input, scope);
    },
  };
}

interface Wording<I, O> {
  readonly tag: string;
  readonly prompt: (input: I) => readonly Message[];
  readonly examples: readonly Example<I, O>[];
}

/** The wording that the run's catalog has for this question, else its own. */
function reworded<I, O>(
  base: Question<I, O>,
  { adapt }: Variant<I, O>,
  scope: Scope,
): Wording<I, O> {
  const own = { tag: base.tag, prompt: base.prompt, examples: base.examples ?? [] };
  const found: PromptOverride | undefined = scope.prompts[base.name];
  if (found === undefined) return own;
  const override = adapt(found);
  return {
    tag: `${base.tag}+${override.version}`,
    prompt: (override.prompt as ((input: I) => readonly Message[]) | undefined) ?? own.prompt,
    examples: (override.examples as readonly Example<I, O>[] | undefined) ?? own.examples,
  };
}

function withExamples<I, O>(
  { tag, prompt, examples }: Wording<I, O>,
  output: Schema<O>,
  input: I,
): readonly Message[] {
  const messages = prompt(input);
  askedData(tag, messages);
  if (examples.length === 0) return messages;
  const shape = shapeOf(toJsonSchema(output));
  const instructions = messages.filter(({ role }) => role === 'system');
  const turns = messages.filter(({ role }) => role !== 'system');
  const shown = examples.flatMap((example) => [
    ...prompt(example.input).filter(({ role }) => role !== 'system'),
    assistant(answerText(shape, example.output)),
  ]);
  return [...instructions, ...shown, ...turns];
}
