import type { ChatRequest, Message, Part, ToolChoice, ToolDefinition } from '@ashlar/core';
import type {
  ToolChoice as ConverseToolChoice,
  Tool,
  ToolConfiguration,
} from '@aws-sdk/client-bedrock-runtime';
import { invalidRequest } from '../errors/failure.ts';
import type { RequestOptions } from '../request-options.ts';
import { toDocument } from './document-value.ts';
import { toCachePoint } from './to-blocks.ts';

/**
 * The tools of a request. Converse cannot say "none": without tool parts in the history the tools are left out, with them the
 * service insists on definitions, so they are sent without a choice and the model may still call one.
 */
export function toToolConfig(
  request: Pick<ChatRequest, 'messages' | 'tools' | 'toolChoice'>,
  options: RequestOptions,
  model: string,
): ToolConfiguration | undefined {
  const { tools = [], toolChoice, messages } = request;
  const definitions: Tool[] = [
    ...tools.map((tool) => toTool(tool, model)),
    ...(options.systemTools ?? []).map((name) => ({ systemTool: { name } })),
  ];
  if (definitions.length === 0) return undefined;
  if (toolChoice === 'none' && !messages.some(hasToolPart)) return undefined;
  const { cacheTools } = options;
  if (cacheTools !== undefined) {
    definitions.push({
      cachePoint: toCachePoint(cacheTools === 'default' ? undefined : cacheTools),
    });
  }
  const choice = toChoice(toolChoice);
  return { tools: definitions, ...(choice !== undefined && { toolChoice: choice }) };
}

function toTool(tool: ToolDefinition, model: string): Tool {
  const { name, description, inputSchema, strict } = tool;
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name)) {
    throw invalidRequest(
      model,
      `the tool name "${name}" is not allowed on Bedrock: use 1 to 64 letters, digits, _ or -.`,
    );
  }
  return {
    toolSpec: {
      name,
      ...(description !== '' && { description }),
      inputSchema: { json: toDocument(inputSchema) },
      ...(strict !== undefined && { strict }),
    },
  };
}

function toChoice(choice: ToolChoice | undefined): ConverseToolChoice | undefined {
  if (choice === undefined || choice === 'none') return undefined;
  if (choice === 'auto') return { auto: {} };
  return choice === 'any' ? { any: {} } : { tool: { name: choice.tool } };
}

export function hasToolPart({ content }: Message): boolean {
  return content.some((part: Part) => part.type === 'tool-call' || part.type === 'tool-result');
}
