import { assistant, textOf, toolCallsOf, user } from './build-message.ts';
import type { ChatModel, ChatRequest, ChatResponse } from './chat.ts';
import { AshlarError } from './errors.ts';
import type { Message, ToolCallPart } from './message.ts';
import { type Schema, toJsonSchema } from './schema.ts';
import type { Scope } from './scope.ts';
import { readAnswer } from './structured-read.ts';
import { requestFor, shapeOf } from './structured-request.ts';

export interface StructuredRequest<T> {
  readonly messages: readonly Message[];
  readonly output: Schema<T>;
  /** What no schema can say: undefined when the value fits, else what is wrong. */
  readonly fits?: (value: T) => string | undefined;
  /** How often the model is asked again with what was wrong. @default 1 */
  readonly retries?: number;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * A value of a type from a model: by native structured output where the model has it, else by a forced tool, else as JSON
 * in text. What comes is repaired within its schema, validated, and asked for again with the failed turn and what was wrong.
 * An answer that was cut is asked for again, too, and as JSON in text it is first continued once.
 *
 * Costs one model call, and one more per retry. Throws `output.invalid` when the last attempt does not fit,
 * `model.refused` when the model or a filter refuses.
 */
export async function generateStructured<T>(
  scope: Scope,
  model: ChatModel,
  request: StructuredRequest<T>,
): Promise<T> {
  const { output, fits, retries = 1 } = request;
  const shape = shapeOf(toJsonSchema(output));
  const base = requestFor(scope.info(model), shape, request);
  // The rest of a native answer or of a tool's input would be a whole one, and joined they would be neither.
  const continuations = base.output === undefined && base.tools === undefined ? 1 : 0;
  let { messages } = base;
  for (let attempt = 0; ; attempt += 1) {
    const response = await scope.generate(model, { ...base, messages }, { continuations });
    refuseRefusal(model, response);
    const read = await readAnswer(response, shape, output);
    const problem = read.ok ? fits?.(read.value) : read.problem;
    if (read.ok && problem === undefined) return read.value;
    if (attempt >= retries) throw invalidOutput(model, problem ?? '', response);
    messages = [...messages, ...failedTurn(response, problem ?? '', base)];
  }
}

/** The turn that failed and what was wrong with it, in a form that every provider accepts. */
function failedTurn(
  { message }: ChatResponse,
  problem: string,
  { tools }: ChatRequest,
): readonly Message[] {
  const complaint = `That answer does not fit:\n${problem}\nAnswer again, complete and valid.`;
  const calls = toolCallsOf(message);
  if (calls.length === 0 || tools === undefined) {
    const said = [textOf(message), ...calls.map(callAsText)].filter(Boolean).join('\n');
    return [assistant(said === '' ? '(no answer)' : said), user(complaint)];
  }
  const results = calls.map(({ id }) => ({
    type: 'tool-result' as const,
    callId: id,
    content: [{ type: 'text' as const, text: complaint }],
    isError: true,
  }));
  return [message, user(results)];
}

// A call of a tool that nobody offered cannot stand in the history as a call.
function callAsText({ name, input }: ToolCallPart): string {
  return `${name}(${JSON.stringify(input)})`;
}

function refuseRefusal(model: ChatModel, { stopReason }: ChatResponse): void {
  if (stopReason !== 'content-filter' && stopReason !== 'guardrail') return;
  throw new AshlarError('model.refused', `${model.id} refused to answer (${stopReason}).`, {
    facts: { model: model.id },
  });
}

function invalidOutput(model: ChatModel, problem: string, response: ChatResponse): AshlarError {
  const cut = response.stopReason === 'max-tokens' ? ' It was cut off: allow more tokens.' : '';
  return new AshlarError(
    'output.invalid',
    `The answer of ${model.id} does not fit its schema.${cut}\n${problem}`,
    { facts: { what: model.id, issues: problem.split('\n'), text: textOf(response.message) } },
  );
}
