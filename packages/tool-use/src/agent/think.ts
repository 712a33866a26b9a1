import {
  AshlarError,
  assistant,
  type ChatModel,
  type ChatResponse,
  isAshlarError,
  type Message,
  type Scope,
  stopped,
  type ToolCallPart,
  type ToolChoice,
  textOf,
  toolCallsOf,
} from '@ashlar/core';
import type { Conversation } from './conversation.ts';
import { FINAL_ANSWER } from './final-answer.ts';
import type { AgentSetting } from './setting.ts';
import type { OpenToolbox } from './toolbox.ts';

/** What the model wants. */
export type Thought =
  | { readonly kind: 'calls'; readonly message: Message; readonly calls: readonly AskedCall[] }
  | { readonly kind: 'answer'; readonly message: Message; readonly text: string }
  /** Nothing that can stand in a history. */
  | { readonly kind: 'unusable'; readonly problem: string };

export interface AskedCall {
  readonly part: ToolCallPart;
  /** The answer ended inside of it. */
  readonly cut: boolean;
}

export interface Asking {
  readonly setting: Pick<AgentSetting<unknown>, 'model' | 'answer' | 'limits'>;
  readonly tools: OpenToolbox;
  /** The model has said in words what it has to say with the tool for it. */
  readonly mustAnswer: boolean;
  /** Makes the conversation shorter, however long it is; undefined when it cannot. */
  readonly shorten: (() => Promise<void>) | undefined;
}

/** Asks the model for its next turn. Throws `model.refused`, and `run.stopped` when the answer does not end. */
export async function think(scope: Scope, talk: Conversation, asking: Asking): Promise<Thought> {
  const response = await answerOf(scope, talk, asking);
  talk.count(response);
  const { stopReason } = response;
  if (stopReason === 'content-filter' || stopReason === 'guardrail')
    throw refused(asking.setting.model, response);
  const message = withOwnIds(withoutBlanks(response.message));
  const calls = toolCallsOf(message);
  if (stopReason === 'malformed') return { kind: 'unusable', problem: MALFORMED };
  const cut = stopReason === 'max-tokens' || stopReason === 'context-window';
  if (calls.length > 0) {
    if (asking.tools.definitions.length === 0) return { kind: 'unusable', problem: NO_TOOLS };
    const last = message.content.at(-1);
    return {
      kind: 'calls',
      message,
      calls: calls.map((part) => ({ part, cut: cut && part === last })),
    };
  }
  const text = textOf(message);
  if (text.trim() === '') return { kind: 'unusable', problem: cut ? CUT_BEFORE : EMPTY };
  if (cut) {
    scope.partial(text);
    throw stopped('tokens', 'The answer was cut off. Allow more tokens, or ask for a shorter one.');
  }
  return { kind: 'answer', message, text };
}

const MALFORMED = 'Your last answer had a malformed tool call. Make the call again, as valid JSON.';
const NO_TOOLS = 'There are no tools. Answer in words.';
const EMPTY = 'Your last answer was empty. Answer, or use a tool.';
const CUT_BEFORE = 'Your last answer was cut off before it said anything. Be shorter.';

async function answerOf(scope: Scope, talk: Conversation, asking: Asking): Promise<ChatResponse> {
  const { setting, tools, shorten } = asking;
  const { model, limits } = setting;
  const { definitions } = tools;
  const toolChoice = choiceOf(scope, asking);
  const ask = (): Promise<ChatResponse> => {
    const request = {
      messages: talk.messages(),
      ...(definitions.length === 0 ? {} : { tools: definitions }),
      ...(toolChoice === undefined ? {} : { toolChoice }),
      ...(limits.maxTokens === undefined ? {} : { maxTokens: limits.maxTokens }),
    };
    return scope.generate(model, request, { continuations: 2 });
  };
  try {
    return await ask();
  } catch (error) {
    if (!isAshlarError(error, 'model.context-overflow') || shorten === undefined) throw error;
    await shorten();
    return ask();
  }
}

/** Where there is nothing to do but to answer, the tool for it is forced. */
function choiceOf(scope: Scope, { setting, tools, mustAnswer }: Asking): ToolChoice | undefined {
  if (setting.answer === undefined) return undefined;
  const only = tools.definitions.length === 1;
  const canForce = scope.info(setting.model).features.includes('tool-choice');
  return (only || mustAnswer) && canForce ? { tool: FINAL_ANSWER } : undefined;
}

function refused({ id }: ChatModel, { stopReason }: ChatResponse): AshlarError {
  return new AshlarError('model.refused', `${id} refused to answer (${stopReason}).`, {
    facts: { model: id },
  });
}

// Providers refuse blank text in a history, also where they said it themselves.
function withoutBlanks(message: Message): Message {
  const content = message.content.filter((part) => part.type !== 'text' || part.text.trim() !== '');
  return content.length === message.content.length ? message : assistant(content);
}

// Some models give two calls of one answer the same id; a result could not say which it belongs to.
function withOwnIds(message: Message): Message {
  const taken = new Set<string>();
  let same = true;
  const content = message.content.map((part) => {
    if (part.type !== 'tool-call' || part.server) return part;
    let id = part.id;
    for (let n = 2; taken.has(id); n += 1) id = `${part.id}-${n}`;
    taken.add(id);
    if (id === part.id) return part;
    same = false;
    return { ...part, id };
  });
  return same ? message : assistant(content);
}
