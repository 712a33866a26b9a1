import {
  type Access,
  type Agent,
  type CallContext,
  type JsonObject,
  type Label,
  pattern,
} from '@ashlar/core';
import type {
  Citation,
  RetrieveAndGenerateCommandInput,
  RetrieveAndGenerateStreamCommandOutput,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { toDocument } from '../convert/document-value.ts';
import { modelError } from '../errors/failure.ts';
import { reading } from '../errors/reading.ts';
import { refuseUnknown } from '../errors/refuse-unknown.ts';
import type { BedrockConnection } from '../transport/connection.ts';
import { intervened } from './intervened.ts';
import type { KnowledgeAnswer, KnowledgeInput } from './knowledge-answer.ts';
import { asQuestion, knowledgeInput } from './knowledge-input.ts';
import { modelArn } from './model-arn.ts';
import { readStream } from './read-stream.ts';
import { grant, type KnowledgeRights } from './rights.ts';
import { type SearchSettings, toRetrievalConfiguration } from './search-settings.ts';
import { type KnowledgeCall, send } from './send.ts';
import { placeOf, type Support, toAnswer } from './to-answer.ts';
import { toHit } from './to-hit.ts';
import { allOf, toRetrievalFilter } from './to-retrieval-filter.ts';

/** Options of {@link retrieveAndGenerate}. */
export interface RetrieveAndGenerateOptions extends SearchSettings {
  /** Of the knowledge base. */
  readonly id: string;
  /** A model id, the ARN of an inference profile, or another ARN. */
  readonly model: string;
  readonly connection: BedrockConnection;
  readonly rights: KnowledgeRights;
  /** Why it may run without a principal; audited. @default it may not */
  readonly unrestricted?: string;
  /** Passages that the answer is made from, 1 to 100. @default 5 */
  readonly limit?: number;
  /** Delivers text as `answer.text` notes while it is made. @default false */
  readonly stream?: boolean;
  readonly guardrail?: { readonly id: string; readonly version: string };
  /** Replaces the service's prompt; must hold `$search_results$`. */
  readonly prompt?: string;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly additionalModelRequestFields?: JsonObject;
  /** Has the service split a question with several parts. @default false */
  readonly decompose?: boolean;
  /** Key that encrypts the conversation which the service keeps. */
  readonly kmsKeyArn?: string;
  /** How sensitive what it holds is. */
  readonly dataClass?: string;
  /** The most that one answer costs: the service reports no tokens. @default none: a money budget refuses the agent */
  readonly usdPerAnswer?: number;
  /** @default 'retrieve-and-generate' */
  readonly name?: string;
  readonly description?: string;
}

/** Source: API reference of RetrieveAndGenerate. */
const longestQuestion = 1000;

/**
 * Retrieval and answer in one managed call, as an `Agent` with core's `Answer`.
 *
 * Use it to begin with what a knowledge base does by itself; a RAG of `@ashlar/rag` over `knowledgeBase()` checks its citations and
 * can be tuned. One request. A citation points into the passage that the service returns (`passages[passage]`): to the words of the
 * answer when they stand there verbatim, else to all of it. `grounding` says how much of the answer is cited, not whether it is true.
 *
 * @throws AshlarError `access.missing` without a principal, `model.*`; a guardrail that intervenes ends the run as `blocked`
 * @example
 * ```ts
 * import { bedrock } from '@ashlar/bedrock';
 * import { retrieveAndGenerate } from '@ashlar/bedrock/knowledge';
 *
 * const handbook = retrieveAndGenerate({
 *   id: 'KB12345678',
 *   model: 'amazon.nova-lite-v1:0',
 *   connection: bedrock(),
 *   rights: { tenant: 'acme' },
 * });
 * const principal = { tenant: 'acme', subject: 'ada', groups: [] };
 * const { text, citations } = await handbook.run('How long is a sprint?', { principal }).value();
 * ```
 */
export function retrieveAndGenerate(
  options: RetrieveAndGenerateOptions,
): Agent<KnowledgeInput, KnowledgeAnswer> {
  refuseUnknown('retrieveAndGenerate()', options, known);
  const { id, name = 'retrieve-and-generate', unrestricted } = options;
  const description = options.description ?? `Answers questions from the knowledge base ${id}.`;
  return pattern({ name, version: '1', description, input: knowledgeInput }, (input, scope) => {
    const access = scope.principal ?? (unrestricted === undefined ? undefined : { unrestricted });
    const asked = asQuestion(input, `knowledge-base/${id}`, longestQuestion);
    const ask = (context: CallContext) => answer(options, asked, access, name, context);
    return scope.step('retrieve-and-generate', ask, { input: { asked, access: access ?? null } });
  });
}

const known = Object.keys({
  id: true,
  model: true,
  connection: true,
  rights: true,
  unrestricted: true,
  limit: true,
  stream: true,
  guardrail: true,
  prompt: true,
  maxTokens: true,
  temperature: true,
  additionalModelRequestFields: true,
  decompose: true,
  kmsKeyArn: true,
  dataClass: true,
  usdPerAnswer: true,
  name: true,
  description: true,
  search: true,
  filter: true,
  listFields: true,
  rerank: true,
  implicitFilter: true,
} satisfies Record<keyof RetrieveAndGenerateOptions, true>);

async function answer(
  options: RetrieveAndGenerateOptions,
  asked: { readonly question: string; readonly sessionId?: string },
  access: Access | undefined,
  name: string,
  context: CallContext,
): Promise<KnowledgeAnswer> {
  const { id, connection, usdPerAnswer: usdPerUnit, stream = false } = options;
  const granted = grant(access, options.rights, name);
  const filter = allOf([granted.filter, toRetrievalFilter(options.filter, options.listFields)]);
  if (filter === false) return toAnswer('', []);
  if (granted.note !== undefined) context.emit('access.shared', granted.note);
  const { kmsKeyArn } = options;
  const { userContext } = granted;
  const input: RetrieveAndGenerateCommandInput = {
    input: { text: asked.question },
    ...(asked.sessionId !== undefined && { sessionId: asked.sessionId }),
    ...(kmsKeyArn !== undefined && { sessionConfiguration: { kmsKeyArn } }),
    ...(userContext !== undefined && { userContext }),
    retrieveAndGenerateConfiguration: {
      type: 'KNOWLEDGE_BASE',
      knowledgeBaseConfiguration: {
        knowledgeBaseId: id,
        modelArn: await modelArn(options.model, connection),
        retrievalConfiguration: await toRetrievalConfiguration(
          options,
          filter,
          options.limit ?? 5,
          connection,
        ),
        ...generation(options),
      },
    },
  };
  const call = { connection, subject: `knowledge-base/${id}`, units: 1, usdPerUnit };
  return stream ? watch(options, call, input, context) : whole(options, call, input, context);
}

function generation(options: RetrieveAndGenerateOptions) {
  const { guardrail, prompt, maxTokens, temperature, decompose } = options;
  const fields = options.additionalModelRequestFields;
  const inference = {
    ...(maxTokens !== undefined && { maxTokens }),
    ...(temperature !== undefined && { temperature }),
  };
  const generationConfiguration = {
    ...(prompt !== undefined && { promptTemplate: { textPromptTemplate: prompt } }),
    ...(Object.keys(inference).length > 0 && {
      inferenceConfig: { textInferenceConfig: inference },
    }),
    ...(guardrail !== undefined && {
      guardrailConfiguration: { guardrailId: guardrail.id, guardrailVersion: guardrail.version },
    }),
    ...(fields !== undefined && {
      additionalModelRequestFields: toDocument(fields) as Record<string, never>,
    }),
  };
  return {
    ...(Object.keys(generationConfiguration).length > 0 && { generationConfiguration }),
    ...(decompose === true && {
      orchestrationConfiguration: {
        queryTransformationConfiguration: { type: 'QUERY_DECOMPOSITION' as const },
      },
    }),
  };
}

async function whole(
  options: RetrieveAndGenerateOptions,
  call: KnowledgeCall,
  input: RetrieveAndGenerateCommandInput,
  context: CallContext,
): Promise<KnowledgeAnswer> {
  const { signal } = context;
  const reply = await send(call, context, signal, async (client) => {
    const { RetrieveAndGenerateCommand } = await import('./sdk.ts');
    return client.send(new RetrieveAndGenerateCommand(input), { abortSignal: signal });
  });
  if (reply.guardrailAction === 'INTERVENED') throw intervened(options.guardrail?.id);
  const text = reply.output?.text;
  if (text === undefined) {
    const { subject: model } = call;
    throw modelError('model.failed', `The reply of ${model} has no answer.`, { model });
  }
  return reading(call.subject, () => finish(options, text, reply.citations ?? [], reply.sessionId));
}

function watch(
  options: RetrieveAndGenerateOptions,
  call: KnowledgeCall,
  input: RetrieveAndGenerateCommandInput,
  context: CallContext,
): Promise<KnowledgeAnswer> {
  const open = async (
    client: Parameters<Parameters<typeof send>[3]>[0],
    abortSignal: AbortSignal,
  ) => {
    const { RetrieveAndGenerateStreamCommand } = await import('./sdk.ts');
    return client.send(new RetrieveAndGenerateStreamCommand(input), { abortSignal });
  };
  return readStream(call, context, open, (reply, shown) =>
    readAnswer(options, call, reply, context, shown),
  );
}

async function readAnswer(
  options: RetrieveAndGenerateOptions,
  { subject: model }: KnowledgeCall,
  { stream, sessionId }: RetrieveAndGenerateStreamCommandOutput,
  context: CallContext,
  shown: () => void,
): Promise<KnowledgeAnswer> {
  let text: string | undefined;
  const citations: Citation[] = [];
  for await (const { output, citation, guardrail } of stream ?? []) {
    if (guardrail?.action === 'INTERVENED') throw intervened(options.guardrail?.id);
    if (output?.text !== undefined) {
      text = (text ?? '') + output.text;
      context.emit('answer.text', output.text);
      shown();
    }
    if (citation !== undefined) citations.push(citation.citation ?? citation);
  }
  if (text === undefined) {
    const what = `The stream of ${model} ended without an answer.`;
    throw modelError('model.truncated', what, { model }, { retryable: true });
  }
  return reading(model, () => finish(options, text, citations, sessionId));
}

function finish(
  { id, dataClass }: RetrieveAndGenerateOptions,
  text: string,
  citations: readonly Citation[],
  sessionId: string | undefined,
): KnowledgeAnswer {
  const label: Label = { origin: 'retrieval', ...(dataClass !== undefined && { dataClass }) };
  const supports = citations.map(({ generatedResponsePart, retrievedReferences }): Support => {
    const { text: part, span } = generatedResponsePart?.textResponsePart ?? {};
    const hits = (retrievedReferences ?? []).flatMap((one) => toHit(one, id, label) ?? []);
    return { answer: placeOf(part, span?.start, text), hits };
  });
  return toAnswer(text, supports, sessionId === undefined ? {} : { sessionId });
}
