import type { Message } from '@ashlar/core';
import { cleanText } from './clean-text.ts';
import { readContent } from './read-content.ts';
import type { Requests } from './requests.ts';

/** A prompt as its server lists it, in the server's words without hidden characters. */
export interface McpPrompt {
  readonly name: string;
  readonly description?: string;
  readonly arguments: readonly { readonly name: string; readonly required: boolean }[];
}

export interface McpPrompts {
  list(): Promise<readonly McpPrompt[]>;
  /** The messages of a prompt, labelled as a tool's: somebody else wrote them. */
  get(
    name: string,
    values?: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<readonly Message[]>;
}

const longestText = 1_000;

export function mcpPrompts(requests: Requests, timeoutMs: number): McpPrompts {
  const plan = (name: string, signal = new AbortController().signal) => ({
    name,
    repeatable: true,
    timeoutMs,
    signal,
  });
  return {
    async list() {
      const { prompts } = await requests.send(plan('prompts/list'), (client, options) =>
        client.listPrompts(undefined, options),
      );
      return prompts.map(({ name, description, arguments: wanted = [] }) => ({
        name,
        ...(description !== undefined && { description: cleanText(description, longestText) }),
        arguments: wanted.map((one) => ({ name: one.name, required: one.required === true })),
      }));
    },
    async get(name, values = {}, signal) {
      const { messages } = await requests.send(
        plan(`the prompt ${name}`, signal),
        (client, options) => client.getPrompt({ name, arguments: { ...values } }, options),
      );
      return messages.map(({ role, content }) => ({ role, content: [readContent(content)] }));
    },
  };
}
