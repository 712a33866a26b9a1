import { randomUUID } from 'node:crypto';
import type { ChatModel, ChatRequest, JsonObject, Message } from '@ashlar/core';
import { validationError } from '../errors.ts';
import { guardedModel } from '../guardrail/guarded-model.ts';
import {
  type AgenticRetrieval,
  agenticRetrieval,
  type SourcedHit,
  toItem,
} from '../knowledge/agentic-retrieval.ts';
import { answerPrompt } from '../knowledge/answer-prompt.ts';
import { citedText } from '../knowledge/cited-text.ts';
import { pageOf } from '../knowledge/page.ts';
import { sourcesOf } from '../knowledge/plan.ts';
import type { WireEvent } from '../wire/block-stream.ts';
import { pieces } from '../wire/pieces.ts';
import { booleanAt, listAt, numberAt, objectAt, stringAt } from '../wire/read.ts';
import { toWireUsage } from '../wire/usage.ts';
import { answerStream } from './answer-stream.ts';
import type { OperationCall } from './call.ts';

/** The service's own models have no ARN; engines find them under this name. */
const managed = 'managed';

/** Rounds where a request names no number. */
const defaultRounds = 3;

/**
 * Answers AgenticRetrieveStream: a trace of what is planned and searched, the answer in pieces when one is asked for, and at the end
 * everything that was found, with the answer's citations.
 */
export async function agenticRetrieveStream(call: OperationCall): Promise<void> {
  await answerStream(call, events(call));
}

async function* events(call: OperationCall): AsyncGenerator<readonly WireEvent[]> {
  const { body, engines, context } = call;
  const configuration = objectAt(body, 'agenticRetrieveConfiguration');
  const model = modelOf(call, configuration);
  const retrieval = toRetrieval(body, configuration, model);
  const run = agenticRetrieval(retrieval, engines, context);
  let next = await run.next();
  while (!next.done) {
    const attributes = next.value;
    const payload = { id: randomUUID(), timestamp: Date.now(), attributes };
    yield [{ type: 'traceEvent', payload }];
    next = await run.next();
  }
  const hits = await reranked(call, configuration, retrieval.question, next.value);
  const { items, nextToken } = pageOf(hits, body, engines.pageSize);
  const generate = booleanAt(body, 'generateResponse') === true;
  const answer = generate ? await answerOf(call, retrieval, items, model) : undefined;
  yield pieces(answer?.text ?? '').map((text) => ({ type: 'responseEvent', payload: { text } }));
  const payload = {
    results: items.map(toItem),
    ...(answer !== undefined && { generatedResponse: answer.response }),
    ...(nextToken !== undefined && { nextToken }),
  };
  yield [{ type: 'result', payload }];
}

/** The foundation model of the request; nothing when it names none and the emulator has no managed one. */
function modelOf(
  call: OperationCall,
  configuration: JsonObject | undefined,
): ChatModel | undefined {
  const given = objectAt(configuration, 'foundationModelConfiguration');
  const own =
    objectAt(given, 'bedrockFoundationModelConfiguration') ??
    objectAt(given, 'mantleFoundationModelConfiguration');
  const modelArn = stringAt(objectAt(own, 'modelConfiguration'), 'modelArn');
  if (stringAt(configuration, 'foundationModelType') === 'CUSTOM' && modelArn === undefined) {
    throw validationError(
      'foundationModelType CUSTOM needs foundationModelConfiguration. Add it and try again.',
    );
  }
  call.record.model = modelArn ?? managed;
  return modelArn === undefined
    ? call.engines.managedChatModel()
    : call.engines.chatModel(modelArn);
}

function toRetrieval(
  body: JsonObject,
  configuration: JsonObject | undefined,
  planner: ChatModel | undefined,
): AgenticRetrieval {
  for (const name of ['memoryConfiguration', 'retrievalInstructionConfiguration']) {
    if (objectAt(body, name) !== undefined) {
      throw validationError(`The emulator does not serve ${name}. Remove it and try again.`);
    }
  }
  const messages = (listAt(body, 'messages') ?? []).map((message): Message => {
    const role = stringAt(message, 'role') === 'assistant' ? 'assistant' : 'user';
    const text = stringAt(objectAt(message, 'content'), 'text') ?? '';
    return { role, content: [{ type: 'text', text }] };
  });
  const last = messages.at(-1);
  const [part] = last?.content ?? [];
  if (last?.role !== 'user' || part?.type !== 'text' || part.text.trim() === '') {
    throw validationError('The last message must be a text of the user. Add one and try again.');
  }
  return {
    question: part.text,
    history: messages.slice(0, -1),
    sources: sourcesOf(body),
    planner,
    rounds: numberAt(configuration, 'maxAgentIteration') ?? defaultRounds,
    userId: stringAt(objectAt(body, 'userContext'), 'userId'),
  };
}

async function reranked(
  call: OperationCall,
  configuration: JsonObject | undefined,
  question: string,
  hits: readonly SourcedHit[],
): Promise<readonly SourcedHit[]> {
  const given = objectAt(
    objectAt(configuration, 'rerankingConfiguration'),
    'bedrockRerankingConfiguration',
  );
  const modelArn =
    stringAt(objectAt(given, 'modelConfiguration'), 'modelArn') ??
    (stringAt(configuration, 'rerankingModelType') === 'MANAGED' ? managed : undefined);
  if (modelArn === undefined || hits.length === 0) return hits;
  const passages = hits.map(({ text }) => text);
  const ranked = await call.engines.reranker(modelArn).rerank(question, passages, call.context);
  return ranked.flatMap(({ index, score }) => {
    const hit = hits[index];
    return hit === undefined ? [] : [{ ...hit, score }];
  });
}

async function answerOf(
  call: OperationCall,
  { question, history }: AgenticRetrieval,
  passages: readonly SourcedHit[],
  model: ChatModel | undefined,
): Promise<{ readonly text: string; readonly response: JsonObject }> {
  if (model === undefined) {
    throw validationError(
      'generateResponse needs a model: name one in foundationModelConfiguration, or give the emulator a chat engine.',
    );
  }
  const request: ChatRequest = {
    messages: answerPrompt({ question, passages, history }),
    metadata: { question: 'bedrock.retrieve-and-generate@1' },
  };
  const response = await guarded(call, model).generate(request, call.context);
  const usage = toWireUsage(request, response);
  call.record.usage = usage.tokens;
  call.record.usageEstimated = usage.estimated;
  const { text, spans } = citedText(response.message.content, passages.length);
  const citations = spans.map(({ start, end, passages: cited }) => ({
    startIndex: start,
    endIndex: end,
    references: cited.map((resultIndex) => ({ resultIndex })),
  }));
  return { text, response: { answer: text, citations } };
}

function guarded(call: OperationCall, model: ChatModel): ChatModel {
  const policy = objectAt(call.body, 'policyConfiguration');
  const given = objectAt(policy, 'bedrockGuardrailConfiguration');
  if (given === undefined) return model;
  const guardrail = call.engines.guardrail(
    stringAt(given, 'guardrailId') ?? '',
    stringAt(given, 'guardrailVersion') ?? '',
  );
  return guardedModel(model, { guardrail, trace: 'disabled', streaming: 'sync' });
}
