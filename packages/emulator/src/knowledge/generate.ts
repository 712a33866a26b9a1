import type { ChatModel, ChatRequest, Hit, JsonObject, Message } from '@ashlar/core';
import { validationError } from '../errors.ts';
import { guardedModel } from '../guardrail/guarded-model.ts';
import type { OperationCall } from '../operations/call.ts';
import { listAt, numberAt, objectAt, stringAt } from '../wire/read.ts';
import { answerPrompt, type Passage } from './answer-prompt.ts';
import { decompose } from './decompose.ts';
import { search } from './search.ts';
import { toReference } from './to-result.ts';

/** What RetrieveAndGenerate has to do, read from its body. */
export interface Generation {
  readonly question: string;
  readonly passages: readonly Passage[];
  /** RetrievedReference of each passage. */
  readonly references: readonly JsonObject[];
  readonly model: ChatModel;
  readonly request: ChatRequest;
  readonly guarded: boolean;
}

/** The questions of a generation, for rules: the value of `metadata.question`. */
const answerQuestion = 'bedrock.retrieve-and-generate@1';

/**
 * Retrieves for RetrieveAndGenerate and puts together what its model is asked.
 *
 * @throws ServiceError for a configuration that says nothing, or something that is not served
 */
export async function toGeneration(
  call: OperationCall,
  history: readonly Message[],
): Promise<Generation> {
  const { body, engines } = call;
  const question = stringAt(objectAt(body, 'input'), 'text') ?? '';
  const configuration = objectAt(body, 'retrieveAndGenerateConfiguration');
  const type = stringAt(configuration, 'type');
  const own = objectAt(
    configuration,
    type === 'EXTERNAL_SOURCES' ? 'externalSourcesConfiguration' : 'knowledgeBaseConfiguration',
  );
  if (own === undefined) {
    throw validationError(
      `retrieveAndGenerateConfiguration of type ${type ?? 'null'} needs its configuration. Add it and try again.`,
    );
  }
  const modelArn = stringAt(own, 'modelArn') ?? '';
  call.record.model = modelArn;
  const chat = engines.chatModel(modelArn);
  const found =
    type === 'EXTERNAL_SOURCES'
      ? external(own)
      : await fromKnowledgeBase(call, own, question, chat);
  const generation = objectAt(own, 'generationConfiguration');
  const guardrail = guardrailOf(call, objectAt(generation, 'guardrailConfiguration'));
  const template = stringAt(objectAt(generation, 'promptTemplate'), 'textPromptTemplate');
  if (template !== undefined && !template.includes('$search_results$')) {
    throw validationError(
      'The prompt template must include $search_results$. Add it where the passages belong.',
    );
  }
  return {
    question,
    ...found,
    guarded: guardrail !== undefined,
    model:
      guardrail === undefined
        ? chat
        : guardedModel(chat, { guardrail, trace: 'disabled', streaming: 'sync' }),
    request: {
      messages: answerPrompt({ question, passages: found.passages, template, history }),
      ...inferenceOf(generation),
      metadata: { question: answerQuestion },
    },
  };
}

interface Found {
  readonly passages: readonly Passage[];
  readonly references: readonly JsonObject[];
}

async function fromKnowledgeBase(
  call: OperationCall,
  own: JsonObject,
  question: string,
  chat: ChatModel,
): Promise<Found> {
  const orchestration = objectAt(own, 'orchestrationConfiguration');
  const decomposed =
    stringAt(objectAt(orchestration, 'queryTransformationConfiguration'), 'type') ===
    'QUERY_DECOMPOSITION';
  const queries = decomposed ? await decompose(question, chat, call.context) : [question];
  const knowledgeBase = stringAt(own, 'knowledgeBaseId') ?? '';
  const results = await Promise.all(
    queries.map((text) =>
      search(
        {
          knowledgeBase,
          text,
          configuration: objectAt(own, 'retrievalConfiguration'),
          userId: stringAt(objectAt(call.body, 'userContext'), 'userId'),
        },
        call.engines,
        call.context,
      ),
    ),
  );
  const hits = [...new Map(results.flat().map((hit): [string, Hit] => [hit.id, hit])).values()];
  return { passages: hits, references: hits.map(toReference) };
}

/** A document that came with the request. */
function external(own: JsonObject): Found {
  const found = (listAt(own, 'sources') ?? []).map((source) => {
    const content = objectAt(source, 'byteContent');
    const identifier = stringAt(content, 'identifier') ?? '';
    const type = stringAt(content, 'contentType') ?? '';
    if (content === undefined || !/^(text\/|application\/json)/.test(type)) {
      throw validationError(
        'The emulator reads external sources from BYTE_CONTENT of a text type only. Send the text, or ask a knowledge base.',
      );
    }
    const text = Buffer.from(stringAt(content, 'data') ?? '', 'base64').toString('utf8');
    return { source: identifier, text };
  });
  return {
    passages: found,
    references: found.map(({ text, source }) => ({
      content: { type: 'TEXT', text },
      metadata: { 'x-amz-bedrock-kb-byte-content-source': source },
    })),
  };
}

function guardrailOf(call: OperationCall, given: JsonObject | undefined) {
  if (given === undefined) return undefined;
  return call.engines.guardrail(
    stringAt(given, 'guardrailId') ?? '',
    stringAt(given, 'guardrailVersion') ?? '',
  );
}

function inferenceOf(generation: JsonObject | undefined): Partial<ChatRequest> {
  const given = objectAt(objectAt(generation, 'inferenceConfig'), 'textInferenceConfig');
  const maxTokens = numberAt(given, 'maxTokens');
  const temperature = numberAt(given, 'temperature');
  const topP = numberAt(given, 'topP');
  const stopSequences = listAt(given, 'stopSequences')?.map(String);
  const fields = objectAt(generation, 'additionalModelRequestFields');
  const performanceConfig = objectAt(generation, 'performanceConfig');
  const bedrock = {
    ...(fields !== undefined && { additionalModelRequestFields: fields }),
    ...(performanceConfig !== undefined && { performanceConfig }),
  };
  return {
    ...(maxTokens !== undefined && { maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(stopSequences !== undefined && { stopSequences }),
    ...(Object.keys(bedrock).length > 0 && { vendor: { bedrock } }),
  };
}
