import type { JsonObject, Part } from '@ashlar/core';
import { toolSchema } from '../../define/tool-schema.ts';
import { rejected } from '../../errors.ts';
import { type ContentPart, toolContent } from '../../results/tool-content.ts';
import { type DefinedTool, tool } from '../../tool.ts';
import { cleanText } from './clean-text.ts';
import { readResource } from './read-content.ts';
import type { Requests } from './requests.ts';

/** A resource as its server lists it. Name and description are the server's words, without hidden characters. */
export interface McpResource {
  readonly uri: string;
  readonly name: string;
  readonly description?: string;
  readonly mimeType?: string;
}

/** A family of resources: an address with places to fill in, as of RFC 6570. */
export interface McpResourceTemplate extends Omit<McpResource, 'uri'> {
  readonly uriTemplate: string;
}

export interface McpResources {
  list(): Promise<readonly McpResource[]>;
  templates(): Promise<readonly McpResourceTemplate[]>;
  /** What stands at an address, labelled as a tool's. */
  read(uri: string, signal?: AbortSignal): Promise<readonly Part[]>;
  /**
   * A tool with which a model reads resources.
   *
   * @param allows which addresses it may read. An address can carry away what the model knows. @default those that the server lists
   */
  tool(allows?: (uri: string) => boolean): DefinedTool<JsonObject>;
}

const longestText = 1_000;

export function mcpResources(server: string, requests: Requests, timeoutMs: number): McpResources {
  const plan = (name: string, signal = new AbortController().signal) => ({
    name,
    repeatable: true,
    timeoutMs,
    signal,
  });

  const list: McpResources['list'] = async () => {
    const { resources } = await requests.send(plan('resources/list'), (client, options) =>
      client.listResources(undefined, options),
    );
    return resources.map(({ uri, ...about }) => ({ uri, ...cleanAbout(about) }));
  };

  const read: McpResources['read'] = async (uri, signal) => {
    const { contents } = await requests.send(
      plan(`the resource ${uri}`, signal),
      (client, options) => client.readResource({ uri }, options),
    );
    return contents.map(readResource);
  };

  return {
    list,
    read,
    async templates() {
      const { resourceTemplates } = await requests.send(
        plan('resources/templates/list'),
        (client, options) => client.listResourceTemplates(undefined, options),
      );
      return resourceTemplates.map(({ uriTemplate, ...about }) => ({
        uriTemplate,
        ...cleanAbout(about),
      }));
    },
    tool: (allows) =>
      tool({
        name: `${server}__read_resource`,
        description: `Reads a resource of ${server}, by its address.`,
        input: toolSchema({
          properties: { uri: { type: 'string' } },
          required: ['uri'],
          additionalProperties: false,
        }),
        effect: 'read',
        timeoutMs,
        async run(input, { signal }) {
          signal.throwIfAborted();
          const uri = String(input.uri);
          const allowed = allows?.(uri) ?? (await list()).some((one) => one.uri === uri);
          if (!allowed) throw rejected(`The resource ${uri} may not be read, or does not exist.`);
          return toolContent((await read(uri, signal)).map(shown));
        },
      }),
  };
}

function shown(part: Part): ContentPart {
  if (part.type === 'text' || part.type === 'image' || part.type === 'document') return part;
  return { type: 'text', text: `(${part.type}, not shown)` };
}

function cleanAbout(about: {
  readonly name: string;
  readonly description?: string | undefined;
  readonly mimeType?: string | undefined;
}): Omit<McpResource, 'uri'> {
  const { name, description, mimeType } = about;
  return {
    name: cleanText(name, longestText),
    ...(description !== undefined && { description: cleanText(description, longestText) }),
    ...(mimeType !== undefined && { mimeType }),
  };
}
