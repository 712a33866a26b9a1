import { assistant, system, textOf, toolCallsOf, user } from './build-message.ts';
import type { ChatModel, ChatRequest, ChatResponse } from './chat.ts';
import { AshlarError } from './errors.ts';
import type { Json, JsonObject, JsonSchema } from './json/json.ts';
import { repairJson } from './json/repair.ts';
import type { Message } from './message.ts';
import { describeIssues, type Schema, toJsonSchema, validate } from './schema.ts';
import type { Scope } from './scope.ts';

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
  const base = requestFor(model, shape, request);
  let { messages } = base;
  for (let attempt = 0; ; attempt += 1) {
    const response = await scope.generate(model, { ...base, messages }, { continuations: 1 });
    refuseRefusal(model, response);
    const read = await readAnswer(response, shape, output);
    const problem = read.ok ? fits?.(read.value) : read.problem;
    if (read.ok && problem === undefined) return read.value;
    if (attempt >= retries) throw invalidOutput(model, problem ?? '', response);
    messages = [...messages, ...failedTurn(response, problem ?? '')];
  }
}

/** The schema as it is sent: models and tools want an object at the root. */
interface Shape {
  readonly schema: JsonSchema;
  readonly wrapped: boolean;
}

const ANSWER = 'answer';

function shapeOf(schema: JsonSchema): Shape {
  if (schema.type === 'object') return { schema, wrapped: false };
  const { $defs, ...rest } = schema as JsonObject;
  const root = {
    type: 'object',
    properties: { [ANSWER]: rest as Json },
    required: [ANSWER],
    additionalProperties: false,
    ...($defs === undefined ? {} : { $defs }),
  };
  return { schema: root as JsonSchema, wrapped: true };
}

function requestFor(
  model: ChatModel,
  { schema }: Shape,
  { messages, maxTokens, temperature, metadata }: Omit<StructuredRequest<never>, 'fits' | 'output'>,
): ChatRequest {
  const { features } = model.info;
  const base = {
    messages,
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(metadata === undefined ? {} : { metadata }),
  };
  if (features.includes('structured-output')) return { ...base, output: { schema, name: ANSWER } };
  if (features.includes('tools') && features.includes('tool-choice')) {
    const tool = { name: ANSWER, description: 'Gives the answer.', inputSchema: schema };
    return { ...base, tools: [tool], toolChoice: { tool: ANSWER } };
  }
  const instruction = `Answer with one JSON value of this JSON Schema and nothing else:\n${JSON.stringify(schema)}`;
  return { ...base, messages: [system(instruction), ...messages] };
}

type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

async function readAnswer<T>(
  response: ChatResponse,
  { schema, wrapped }: Shape,
  output: Schema<T>,
): Promise<Read<T>> {
  const call = toolCallsOf(response.message).find(({ name }) => name === ANSWER);
  const text = call === undefined ? textOf(response.message) : JSON.stringify(call.input);
  const repaired = repairJson(text, schema);
  if (!repaired.ok) return { ok: false, problem: problemOf(repaired.issues) };
  const value = wrapped ? (repaired.value as JsonObject)[ANSWER] : repaired.value;
  const checked = await validate(output, value);
  return checked.issues === undefined
    ? { ok: true, value: checked.value }
    : { ok: false, problem: describeIssues(checked.issues) };
}

function problemOf(issues: readonly { readonly path: string; readonly message: string }[]): string {
  if (issues.length === 0) return 'there is no JSON in it';
  return issues.map(({ path, message }) => `${path}: ${message}`).join('\n');
}

/** The turn that failed and what was wrong with it, in a form that every provider accepts. */
function failedTurn({ message }: ChatResponse, problem: string): readonly Message[] {
  const complaint = `That answer does not fit:\n${problem}\nAnswer again, complete and valid.`;
  const calls = toolCallsOf(message);
  if (calls.length === 0) {
    const text = textOf(message);
    return [assistant(text === '' ? '(no answer)' : text), user(complaint)];
  }
  const results = calls.map(({ id }) => ({
    type: 'tool-result' as const,
    callId: id,
    content: [{ type: 'text' as const, text: complaint }],
    isError: true,
  }));
  return [message, user(results)];
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
