import type { JsonObject } from '@ashlar/core';
import type { Client } from '@modelcontextprotocol/client';
import type { DefinedTool } from '../../tool.ts';
import { changedDefinition, invalidOption } from '../errors.ts';
import {
  acceptedTools,
  type McpChange,
  type McpOffer,
  type McpPins,
  type ReadyTool,
} from './accepted-tools.ts';
import { cleanText } from './clean-text.ts';
import { createLink } from './link.ts';
import { definitionOf, type McpDefinition } from './mcp-definition.ts';
import { type McpPrompts, mcpPrompts } from './mcp-prompts.ts';
import { type McpResources, mcpResources } from './mcp-resources.ts';
import { type McpToolSettings, mcpTool } from './mcp-tool.ts';
import { checkedUrl, type McpTransport } from './mcp-transport.ts';
import { openClient } from './open-client.ts';
import { createRequests } from './requests.ts';
import type { McpAnswers } from './server-requests.ts';

export interface ConnectMcpOptions {
  /** What you call the server: letters, digits, `_` and `-`, beginning with a letter. Tools are called `name__tool`. */
  readonly name: string;
  readonly transport: McpTransport;
  /** Which tools, by the server's names or by a rule. @default all: each call needs an approval unless `settings` say otherwise */
  readonly allow?: readonly string[] | ((definition: McpDefinition) => boolean);
  /** Changes for single tools, for example `effect: 'read'` for one that you know. @default none */
  readonly settings?: (definition: McpDefinition) => McpToolSettings;
  /** Believe the server's `readOnlyHint` and `idempotentHint`. @default false: every tool acts once and needs an approval */
  readonly trustHints?: boolean;
  /** The definitions that were accepted before; anything else is asked about. @default those of the first list are accepted */
  readonly pins?: McpPins;
  /** Whether to accept a definition that is new or another one. Until then the tool is refused. @default never */
  readonly onChanged?: (change: McpChange) => boolean | Promise<boolean>;
  /** Answers to requests of the server. @default they are refused */
  readonly answers?: McpAnswers;
  /** Which protocol: `legacy` is that of 2025, `auto` asks the server first, which starts a process twice. @default 'legacy' */
  readonly protocol?: 'legacy' | 'auto';
  /** Milliseconds for one request, connecting included. @default 60,000 */
  readonly timeoutMs?: number;
  /** Bytes of one message of the server. @default 10,000,000 */
  readonly maxMessageBytes?: number;
  /** How often and how patiently a lost connection is made anew; the delay doubles up to 5 s. @default 5 attempts, 100 ms */
  readonly reconnect?: { readonly attempts: number; readonly delayMs: number };
}

/** A connection to an MCP server. It is made anew when it was lost and is needed. */
export interface McpConnection {
  /** The tools that are allowed, usable and accepted, for agents. Call it again after a change was accepted. */
  tools(): readonly DefinedTool<JsonObject>[];
  /** Everything that the server offers, with what became of it: for people to look at. */
  offered(): readonly McpOffer[];
  /** Accepts the definition that the server has now. False when it offers no such tool, or none that may and can be used. */
  accept(tool: string): boolean;
  /** The accepted definitions, to be kept for the next connection. */
  pins(): McpPins;
  /** The server's own instructions, cut and without hidden characters. Somebody else's text: it is given to no model by itself. */
  readonly instructions: string | undefined;
  readonly resources: McpResources;
  readonly prompts: McpPrompts;
  /** Ends the connection and the process. What is under way fails. */
  close(): Promise<void>;
}

const longestInstructions = 4_000;

/**
 * Connects to an MCP server, whose tools become tools of ours.
 *
 * A server is not trusted: its tools act once and need an approval unless the host says otherwise, a definition that changes is refused
 * until the host accepts it, and its words are cut and cleaned. A call whose end is not known is repeated only when it may be.
 *
 * @throws mcp.invalid, mcp.missing, mcp.unavailable, mcp.unauthorized
 */
export async function connectMcp(options: ConnectMcpOptions): Promise<McpConnection> {
  const { name: server, transport, allow = () => true, settings = () => ({}) } = options;
  const { timeoutMs = 60_000, maxMessageBytes = 10_000_000, protocol = 'legacy' } = options;
  const { reconnect = { attempts: 5, delayMs: 100 }, trustHints = false } = options;
  checkOptions(options);
  const allows =
    typeof allow === 'function' ? allow : ({ name }: McpDefinition) => allow.includes(name);
  const accepted = acceptedTools({ allows, pins: options.pins, onChanged: options.onChanged });

  async function list(
    client: Client,
    signal?: AbortSignal,
  ): Promise<{ readonly asked: Promise<void> }> {
    if (client.getServerCapabilities()?.tools === undefined) return accepted.take([]);
    const { tools } = await client.listTools(undefined, {
      cacheMode: 'refresh',
      timeout: timeoutMs,
      ...(signal !== undefined && { signal }),
    });
    return accepted.take(tools.map(definitionOf));
  }

  // Calls wait for it: between the news of a change and the change nothing runs under the old definition.
  let listed: Promise<unknown> = Promise.resolve();
  let asked: Promise<void> = Promise.resolve();
  let latest: Client | undefined;
  const link = createLink({
    server,
    ...reconnect,
    async open(onClosed, signal) {
      const client = await openClient(
        {
          server,
          transport,
          protocol,
          timeoutMs,
          maxMessageBytes,
          answers: options.answers ?? {},
          onToolsChanged(changed) {
            listed = listed
              .then(() => list(changed))
              .catch(() => {
                // A list that cannot be had is asked for again over a new connection.
                link.forget(changed);
                return changed.close();
              })
              .catch(() => {});
          },
        },
        onClosed,
        signal,
      );
      ({ asked } = await list(client, signal));
      latest = client;
      return client;
    },
  });

  try {
    await link.client();
    await asked;
  } catch (error) {
    await link.close();
    throw error;
  }
  const requests = createRequests(server, link);
  const made = new Map<string, DefinedTool<JsonObject>>();

  function toolOf(ready: ReadyTool): DefinedTool<JsonObject> {
    const { definition, digest } = ready;
    const { name } = definition;
    const one =
      made.get(digest) ??
      mcpTool(ready, {
        server,
        requests,
        trustHints,
        timeoutMs,
        settings: settings(definition),
        isReady: () => listed.then(() => accepted.isReady(name, digest)),
        changed: () => changedDefinition(server, name),
      });
    made.set(digest, one);
    return one;
  }

  return {
    tools: () => accepted.ready().map(toolOf),
    offered: accepted.offered,
    accept: accepted.accept,
    pins: accepted.pins,
    get instructions() {
      const text = latest?.getInstructions();
      return text === undefined ? undefined : cleanText(text, longestInstructions);
    },
    resources: mcpResources(server, requests, timeoutMs),
    prompts: mcpPrompts(requests, timeoutMs),
    close: link.close,
  };
}

const legalName = /^[a-zA-Z][a-zA-Z0-9_-]{0,31}$/;

function checkOptions({
  name,
  transport,
  timeoutMs,
  maxMessageBytes,
  reconnect,
}: ConnectMcpOptions): void {
  if (!legalName.test(name))
    throw invalidOption(
      'name',
      'it must have 1 to 32 letters, digits, _ or -, and begin with a letter',
    );
  if ('url' in transport) checkedUrl(transport.url);
  else if (transport.command.trim() === '') throw invalidOption('transport.command', 'it is empty');
  for (const [option, value] of Object.entries({ timeoutMs, maxMessageBytes, ...reconnect }))
    if (value !== undefined && !(value > 0))
      throw invalidOption(option, `it must be above 0, is ${value}`);
}
