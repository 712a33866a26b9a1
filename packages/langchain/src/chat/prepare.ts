import type { CallContext, ChatRequest, Estimate, Json } from '@ashlar/core';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { BaseMessage } from '@langchain/core/messages';
import { cannotCarry } from '../errors.ts';
import { refuseClientRetries } from '../own-retries.ts';
import { bindTools, type Callable } from './bind-tools.ts';
import { inputBytes } from './input-bytes.ts';
import type { ChatSettings } from './settings.ts';
import { toMessages } from './to-messages.ts';

/** A request in LangChain's words, and what it may cost. */
export interface PreparedCall {
  readonly messages: BaseMessage[];
  readonly estimate: Estimate;
  /** The model for the output limit that the budget left. */
  open(maxTokens: number | undefined): Callable;
  options(signal: AbortSignal): object;
}

/** Converts and checks a request. Nothing is sent; throws `model.unsupported`. */
export async function prepareCall(
  settings: ChatSettings,
  request: ChatRequest,
  context: CallContext,
): Promise<PreparedCall> {
  const { id, info, dialect } = settings;
  refuseUnknown(request, id);
  const { maxTokens, temperature, topP, stopSequences = [] } = request;
  const sampling = {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
  };
  const made = (limit: number | undefined): BaseChatModel =>
    settings.model({ ...sampling, ...(limit !== undefined && { maxTokens: limit }) });
  // Whatever cannot be carried shows here, before anything is reserved.
  const model = made(maxTokens);
  const ready = bindTools(model, request, dialect, id);
  if (!settings.retriesInside) await refuseClientRetries(id, model);
  const messages = toMessages(request.messages, dialect, id);
  const metadata = { ...request.metadata, ...context.attributes };
  const own = {
    ...dialect.metadata(metadata),
    ...callOptions(request.vendor?.langchain, model, settings),
  };
  return {
    messages,
    estimate: {
      model: id,
      info,
      inputBytes: inputBytes(request),
      ...(maxTokens !== undefined && { maxTokens }),
    },
    // A budget may leave less than was asked for.
    open: (limit) => (limit === maxTokens ? ready : bindTools(made(limit), request, dialect, id)),
    options: (signal) => ({
      ...own,
      signal,
      metadata,
      ...(stopSequences.length > 0 && { stop: [...stopSequences] }),
    }),
  };
}

function refuseUnknown({ output, effort }: ChatRequest, id: string): void {
  if (output !== undefined) {
    throw cannotCarry(
      id,
      'an output schema',
      'Ask through generateStructured, which forces a tool where a model has no native schema.',
    );
  }
  if (effort !== undefined) {
    throw cannotCarry(id, 'effort', 'Set it where the model is made, in its own words.');
  }
}

// What the adapter itself sets.
const reserved = new Set(['signal', 'stop', 'tools', 'tool_choice', 'metadata', 'requestMetadata']);

/** The user's own call options, checked: LangChain drops what it does not know. */
function callOptions(
  options: Readonly<Record<string, Json>> = {},
  model: BaseChatModel,
  { id, dialect }: ChatSettings,
): Readonly<Record<string, Json>> {
  for (const name of Object.keys(options)) {
    const problem = reserved.has(name)
      ? 'it is made from the request'
      : dialect.problem(name, model);
    if (problem !== undefined) {
      throw cannotCarry(
        id,
        `the option ${name} of vendor.langchain (${problem})`,
        'Leave it out, or set it where the model is made.',
      );
    }
  }
  return options;
}
