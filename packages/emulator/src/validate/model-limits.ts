import type { Json, JsonObject } from '@ashlar/core';
import { type ServiceError, validationError } from '../errors.ts';
import type { Route } from '../server/route.ts';
import { toChatRequest } from '../wire/chat-request.ts';
import { at, booleanAt, listAt, memberOf, numberAt, objectAt } from '../wire/read.ts';
import { estimateTokens } from '../wire/usage.ts';
import { has, turnsOf } from './turns.ts';

/** What one model cannot do. Its requests are refused in the service's words. */
export interface ModelLimits {
  readonly lacks?: readonly Lack[];
  /** Tokens of input that it takes, by the emulator's estimate of four bytes a token. @default no limit */
  readonly contextWindow?: number;
  /** It answers under an inference profile only, not under its own id. @default false */
  readonly profileOnly?: boolean;
}

export type Lack =
  | 'streaming'
  | 'tools'
  | 'tools-in-streams'
  | 'forced-tools'
  | 'strict-tools'
  | 'system'
  | 'images'
  | 'documents'
  | 'temperature-with-top-p'
  | 'structured-output'
  | 'prefill';

interface LackRule {
  readonly lack: Lack;
  /** Where the words come from. */
  readonly source: string;
  readonly message: string;
  readonly uses: (body: JsonObject, streaming: boolean) => boolean;
}

const ours = 'wording ours';

const rules: readonly LackRule[] = [
  {
    lack: 'streaming',
    source: 'aws-samples/amazon-bedrock-client-for-mac #112',
    message: 'The model is unsupported for streaming.',
    uses: (_body, streaming) => streaming,
  },
  {
    lack: 'tools',
    source: ours,
    message: "This model doesn't support tool use.",
    uses: (body) => objectAt(body, 'toolConfig') !== undefined,
  },
  {
    lack: 'tools-in-streams',
    source: 'earendil-works/pi #3739, brave/brave-browser #52955',
    message: "This model doesn't support tool use in streaming mode.",
    uses: (body, streaming) => streaming && objectAt(body, 'toolConfig') !== undefined,
  },
  {
    lack: 'forced-tools',
    source: ours,
    message:
      "This model doesn't support the toolConfig.toolChoice field. Remove toolConfig.toolChoice and try again.",
    uses: (body) => {
      const [kind] = memberOf(at(objectAt(body, 'toolConfig'), 'toolChoice')) ?? [];
      return kind === 'any' || kind === 'tool';
    },
  },
  {
    lack: 'strict-tools',
    source: ours,
    message: "This model doesn't support the strict field of tools. Remove strict and try again.",
    uses: (body) =>
      (listAt(objectAt(body, 'toolConfig'), 'tools') ?? []).some(
        (tool) => booleanAt(objectAt(tool, 'toolSpec'), 'strict') === true,
      ),
  },
  {
    lack: 'system',
    source: ours,
    message: "This model doesn't support system messages. Remove system and try again.",
    uses: (body) => (listAt(body, 'system') ?? []).length > 0,
  },
  {
    lack: 'images',
    source: 'can1357/oh-my-pi #11685',
    message: "This model doesn't support the image field for user messages.",
    uses: (body) => uses(body, 'image'),
  },
  {
    lack: 'documents',
    source: 'anomalyco/models.dev #6821',
    message: "This model doesn't support documents.",
    uses: (body) => uses(body, 'document'),
  },
  {
    lack: 'temperature-with-top-p',
    source: ours,
    message: 'temperature and top_p cannot both be specified for this model. Please use only one.',
    uses: (body) => {
      const inference = objectAt(body, 'inferenceConfig');
      return (
        numberAt(inference, 'temperature') !== undefined &&
        numberAt(inference, 'topP') !== undefined
      );
    },
  },
  {
    lack: 'structured-output',
    source: ours,
    message: "This model doesn't support outputConfig.textFormat. Remove it and try again.",
    uses: (body) => objectAt(objectAt(body, 'outputConfig'), 'textFormat') !== undefined,
  },
  {
    lack: 'prefill',
    source: ours,
    message:
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    uses: (body) => turnsOf(body).at(-1)?.role === 'assistant',
  },
];

/**
 * Holds a Converse request against what its model cannot do.
 *
 * @throws ServiceError for the first thing that it cannot
 */
export function checkModelLimits(route: Route, body: JsonObject, limits: ModelLimits): void {
  const { lacks = [], contextWindow, profileOnly = false } = limits;
  const model = route.model ?? '';
  if (profileOnly && !isProfile(model)) {
    // The apostrophe is the service's own (BerriAI/litellm and many others quote it so).
    throw validationError(
      `Invocation of model ID ${model} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
    );
  }
  const streaming = route.operation.endsWith('Stream');
  const broken = rules.find(({ lack, uses }) => lacks.includes(lack) && uses(body, streaming));
  if (broken !== undefined) throw validationError(broken.message);
  const overflow = contextWindow === undefined ? undefined : tooLong(body, contextWindow);
  if (overflow !== undefined) throw overflow;
}

/** Ids of profiles begin with a place, their ARNs say what they are. */
function isProfile(model: string): boolean {
  return /^(us|eu|apac|jp|au|ca|us-gov|global)\./.test(model) || /inference-profile\//.test(model);
}

function tooLong(body: JsonObject, contextWindow: number): ServiceError | undefined {
  return estimateTokens(toChatRequest(body)) > contextWindow
    ? validationError('Input is too long for requested model.')
    : undefined;
}

function uses(body: JsonObject, kind: string): boolean {
  return turnsOf(body).some(
    ({ content }) =>
      has(content, kind) ||
      content.some((block: Json) =>
        has(listAt(objectAt(block, 'toolResult'), 'content') ?? [], kind),
      ),
  );
}
