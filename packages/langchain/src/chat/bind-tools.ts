import type { ChatRequest, Message, ToolDefinition } from '@ashlar/core';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { AIMessage, BaseMessage } from '@langchain/core/messages';
import { cannotCarry } from '../errors.ts';
import type { Dialect } from './dialect.ts';

/** What is called: a model, or one with tools bound to it. */
export interface Callable {
  invoke(messages: BaseMessage[], options: object): Promise<AIMessage>;
  stream(messages: BaseMessage[], options: object): Promise<AsyncIterable<AIMessage>>;
}

/** The model with the tools of the request. Without a word for "none" they are left out where the history allows it. */
export function bindTools(
  model: BaseChatModel,
  { tools = [], toolChoice, messages }: ChatRequest,
  dialect: Dialect,
  id: string,
): Callable {
  if (tools.length === 0) return model as Callable;
  if (toolChoice === 'none' && !messages.some(hasToolPart)) return model as Callable;
  if (typeof model.bindTools !== 'function') {
    throw cannotCarry(id, 'tools', 'This integration has no bindTools: use another model.');
  }
  const choice = choose();
  const bound = model.bindTools(
    tools.map((tool) => toTool(tool, id)),
    (choice === undefined ? {} : { tool_choice: choice }) as object,
  );
  return bound as Callable;

  function choose(): unknown {
    if (toolChoice === undefined || toolChoice === 'auto') return undefined;
    if (toolChoice === 'none') return dialect.none;
    if (!dialect.features(model).includes('tool-choice') && dialect.none === undefined) {
      // It would throw without saying what to do.
      throw cannotCarry(
        id,
        'a tool choice to this model',
        'ChatBedrockConverse decides by a list of its own: pass supportsToolChoiceValues to it, or leave toolChoice out.',
      );
    }
    return toolChoice === 'any' ? 'any' : dialect.choose(toolChoice.tool);
  }
}

function toTool({ name, description, inputSchema, strict }: ToolDefinition, id: string) {
  if (strict === true) {
    throw cannotCarry(
      id,
      `strict (of the tool ${name})`,
      'Leave it out: arguments are validated anyway.',
    );
  }
  const text = description === '' ? {} : { description };
  const parameters = inputSchema as Record<string, unknown>;
  return { type: 'function' as const, function: { name, ...text, parameters } };
}

function hasToolPart({ content }: Message): boolean {
  return content.some(({ type }) => type === 'tool-call' || type === 'tool-result');
}
