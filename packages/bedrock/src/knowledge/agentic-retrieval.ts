import {
  type Access,
  type Agent,
  type AnswerStep,
  type CallContext,
  type Filter,
  type Hit,
  type Label,
  pattern,
} from '@ashlar/core';
import type {
  AgenticRetrieveConfiguration,
  AgenticRetrieveResultEvent,
  AgenticRetriever,
  AgenticRetrieveStreamCommandInput,
  AgenticRetrieveStreamCommandOutput,
  AgenticRetrieveTraceEventAttributes,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { toRaw } from '../convert/raw-block.ts';
import { modelError } from '../errors/failure.ts';
import { reading } from '../errors/reading.ts';
import { refuseUnknown } from '../errors/refuse-unknown.ts';
import type { BedrockConnection } from '../transport/connection.ts';
import { intervened } from './intervened.ts';
import type { KnowledgeAnswer } from './knowledge-answer.ts';
import { asQuestion, questionInput } from './knowledge-input.ts';
import { modelArn } from './model-arn.ts';
import { readStream } from './read-stream.ts';
import { grant, type KnowledgeRights } from './rights.ts';
import type { KnowledgeCall } from './send.ts';
import { type Support, toAnswer } from './to-answer.ts';
import { toHit } from './to-hit.ts';
import { allOf, type CompiledFilter, toRetrievalFilter } from './to-retrieval-filter.ts';

/** A knowledge base that the service may search. */
export interface AgenticSource {
  readonly id: string;
  /** What is in it, in a sentence: the service chooses by it. */
  readonly description: string;
  readonly rights: KnowledgeRights;
  readonly filter?: Filter;
  readonly listFields?: readonly string[];
  /** Passages of one search. @default the service's own */
  readonly limit?: number;
}

/** Options of {@link agenticRetrieval}. */
export interface AgenticRetrievalOptions {
  readonly connection: BedrockConnection;
  /** Managed knowledge bases. Those that the principal may not read are left out. */
  readonly sources: readonly AgenticSource[];
  /** Why it may run without a principal; audited. @default it may not */
  readonly unrestricted?: string;
  /** A model id or ARN. @default the service's own choice */
  readonly model?: string;
  /** A reranking model (id or ARN), or `none`. @default the service's own for managed embeddings, else none */
  readonly rerank?: string;
  /** Rounds of search. @default the service's own */
  readonly maxIterations?: number;
  readonly guardrail?: { readonly id: string; readonly version: string };
  /** Instructions for retrieval that are kept at the service. */
  readonly instructions?: { readonly id: string; readonly version?: string };
  /** A memory of AgentCore, and whose part of it. */
  readonly memory?: { readonly id: string; readonly actor: string; readonly session: string };
  readonly dataClass?: string;
  /** The most that one answer costs: the service reports no tokens. @default none: a money budget refuses the agent */
  readonly usdPerAnswer?: number;
  /** @default 'agentic-retrieval' */
  readonly name?: string;
  readonly description?: string;
}

/**
 * Agentic retrieval as an `Agent` with core's `Answer`: the service plans, searches several knowledge bases in rounds and answers.
 *
 * One streamed request of seconds to minutes. Text comes as `answer.text` notes, each step of the service as an `agentic.step` note and
 * in `steps`. Citations point into `passages`, as those of `retrieveAndGenerate`. A stream without its result is `model.truncated`.
 * There is one `userContext` for all sources: with `user` of any of them the subject is sent.
 *
 * @throws AshlarError `access.missing` without a principal, `model.*`; a guardrail that leaves no answer ends the run as `blocked`
 * @example
 * ```ts
 * import { bedrock } from '@ashlar/bedrock';
 * import { agenticRetrieval } from '@ashlar/bedrock/knowledge';
 *
 * const rights = { tenant: 'acme' };
 * const ask = agenticRetrieval({
 *   connection: bedrock(),
 *   sources: [
 *     { id: 'KB1', description: 'The handbook for employees', rights },
 *     { id: 'KB2', description: 'Incidents and what was learned', rights },
 *   ],
 * });
 * const principal = { tenant: 'acme', subject: 'ada', groups: [] };
 * const { text, steps } = await ask.run('Which rule came from an incident?', { principal }).value();
 * ```
 */
export function agenticRetrieval(options: AgenticRetrievalOptions): Agent<string, KnowledgeAnswer> {
  refuseUnknown('agenticRetrieval()', options, known);
  const { name = 'agentic-retrieval', unrestricted, sources } = options;
  const about = sources.map((source) => source.description).join('; ');
  const description =
    options.description ?? `Answers questions, in several searches, from: ${about}`;
  return pattern({ name, version: '1', description, input: questionInput }, (input, scope) => {
    const access = scope.principal ?? (unrestricted === undefined ? undefined : { unrestricted });
    const asked = asQuestion(input, name, longestQuestion);
    const ask = (context: CallContext) => answer(options, asked.question, access, name, context);
    return scope.step('agentic-retrieve', ask, { input: { asked, access: access ?? null } });
  });
}

const longestQuestion = 20_000;

const known = Object.keys({
  connection: true,
  sources: true,
  unrestricted: true,
  model: true,
  rerank: true,
  maxIterations: true,
  guardrail: true,
  instructions: true,
  memory: true,
  dataClass: true,
  usdPerAnswer: true,
  name: true,
  description: true,
} satisfies Record<keyof AgenticRetrievalOptions, true>);

async function answer(
  options: AgenticRetrievalOptions,
  asked: string,
  access: Access | undefined,
  name: string,
  context: CallContext,
): Promise<KnowledgeAnswer> {
  const { connection, sources, guardrail, instructions, memory } = options;
  const open = sources.flatMap((source) => {
    const granted = grant(access, source.rights, name);
    const filter = allOf([granted.filter, toRetrievalFilter(source.filter, source.listFields)]);
    return filter === false ? [] : [{ source, filter, granted }];
  });
  if (open.length === 0) return toAnswer('', []);
  for (const { granted } of open) {
    if (granted.note !== undefined) context.emit('access.shared', granted.note);
  }
  const userContext = open.find(({ granted }) => granted.userContext !== undefined)?.granted
    .userContext;
  const input: AgenticRetrieveStreamCommandInput = {
    messages: [{ role: 'user', content: { text: asked } }],
    retrievers: open.map(({ source, filter }) => toRetriever(source, filter)),
    agenticRetrieveConfiguration: await toConfiguration(options),
    generateResponse: true,
    ...(userContext !== undefined && { userContext }),
    ...(guardrail !== undefined && {
      policyConfiguration: {
        bedrockGuardrailConfiguration: {
          guardrailId: guardrail.id,
          guardrailVersion: guardrail.version,
        },
      },
    }),
    ...(instructions !== undefined && {
      retrievalInstructionConfiguration: {
        retrievalInstructionId: instructions.id,
        ...(instructions.version !== undefined && { version: instructions.version }),
      },
    }),
    ...(memory !== undefined && {
      memoryConfiguration: {
        memoryId: memory.id,
        sessionBinding: { actorId: memory.actor, sessionId: memory.session },
      },
    }),
  };
  const call = { connection, subject: name, units: 1, usdPerUnit: options.usdPerAnswer };
  return readStream(
    call,
    context,
    async (client, abortSignal) => {
      const { AgenticRetrieveStreamCommand } = await import('./sdk.ts');
      return client.send(new AgenticRetrieveStreamCommand(input), { abortSignal });
    },
    (reply, shown) => readAnswer(options, call, reply, context, shown),
  );
}

function toRetriever(
  { id, description, limit }: AgenticSource,
  filter: CompiledFilter,
): AgenticRetriever {
  const overrides = {
    ...(typeof filter !== 'boolean' && { filter }),
    ...(limit !== undefined && { maxNumberOfResults: limit }),
  };
  const retrievalOverrides = Object.keys(overrides).length > 0 && { retrievalOverrides: overrides };
  return {
    description,
    configuration: { knowledgeBase: { knowledgeBaseId: id, ...retrievalOverrides } },
  };
}

async function toConfiguration(
  options: AgenticRetrievalOptions,
): Promise<AgenticRetrieveConfiguration> {
  const { model, rerank, maxIterations, connection } = options;
  return {
    foundationModelType: model === undefined ? 'MANAGED' : 'CUSTOM',
    ...(model !== undefined && {
      foundationModelConfiguration: {
        type: 'BEDROCK_FOUNDATION_MODEL',
        bedrockFoundationModelConfiguration: {
          modelConfiguration: { modelArn: await modelArn(model, connection) },
        },
      },
    }),
    ...(rerank !== undefined && {
      rerankingModelType: rerank === 'none' ? ('NONE' as const) : ('CUSTOM' as const),
    }),
    ...(rerank !== undefined &&
      rerank !== 'none' && {
        rerankingConfiguration: {
          type: 'BEDROCK_RERANKING_MODEL',
          bedrockRerankingConfiguration: {
            modelConfiguration: { modelArn: await modelArn(rerank, connection) },
          },
        },
      }),
    ...(maxIterations !== undefined && { maxAgentIteration: maxIterations }),
  };
}

async function readAnswer(
  options: AgenticRetrievalOptions,
  { subject: model }: KnowledgeCall,
  { stream }: AgenticRetrieveStreamCommandOutput,
  context: CallContext,
  shown: () => void,
): Promise<KnowledgeAnswer> {
  const steps: AnswerStep[] = [];
  let result: AgenticRetrieveResultEvent | undefined;
  let stopped = false;
  for await (const event of stream ?? []) {
    if (event.responseEvent?.text !== undefined) {
      context.emit('answer.text', event.responseEvent.text);
      shown();
    }
    const attributes = event.traceEvent?.attributes;
    if (attributes !== undefined) {
      const step = toStep(attributes);
      steps.push(step);
      context.emit('agentic.step', { name: step.name, facts: step.facts });
      stopped ||=
        attributes.warnings?.some(({ guardrail }) => guardrail?.action === 'INTERVENED') === true;
    }
    if (event.result !== undefined) result = event.result;
  }
  if (result === undefined) {
    const what = `The stream of ${model} ended before its result.`;
    throw modelError('model.truncated', what, { model }, { retryable: true });
  }
  if (stopped && result.generatedResponse?.answer === undefined)
    throw intervened(options.guardrail?.id);
  const last = result;
  return reading(model, () => finish(options, last, steps));
}

// Passages of a step are left out: the result has those that count.
function toStep({
  step,
  retrievalResponse,
  ...attributes
}: AgenticRetrieveTraceEventAttributes): AnswerStep {
  const found = retrievalResponse === undefined ? {} : { passages: retrievalResponse.length };
  return { name: step ?? 'unknown', facts: { ...toRaw(attributes), ...found } };
}

function finish(
  { dataClass }: AgenticRetrievalOptions,
  { results, generatedResponse }: AgenticRetrieveResultEvent,
  steps: readonly AnswerStep[],
): KnowledgeAnswer {
  const label: Label = { origin: 'retrieval', ...(dataClass !== undefined && { dataClass }) };
  const hits = (results ?? []).map(({ content, metadata, sourceRetriever }): Hit | undefined => {
    const text = content?.text ?? decode(content?.byteContent, content?.mimeType);
    const found = { content: { ...(text !== undefined && { text }) }, metadata };
    return toHit(found, sourceRetriever?.identifier ?? 'unknown', label);
  });
  const { answer: text = '', citations = [] } = generatedResponse ?? {};
  const supports = citations.map(({ startIndex = 0, endIndex = 0, references }): Support => {
    const start = Math.max(0, Math.min(startIndex, text.length));
    const end = Math.max(start, Math.min(endIndex, text.length));
    const cited = (references ?? []).flatMap(({ resultIndex = -1 }) => hits[resultIndex] ?? []);
    return { answer: end > start ? { start, end } : undefined, hits: cited };
  });
  return toAnswer(text, supports, { steps });
}

function decode(bytes: Uint8Array | undefined, type: string | undefined): string | undefined {
  const isText = type?.startsWith('text/') === true || type === 'application/json';
  return bytes === undefined || !isText ? undefined : new TextDecoder().decode(bytes);
}
