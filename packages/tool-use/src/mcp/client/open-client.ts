import type { Client } from '@modelcontextprotocol/client';
import { loaded, unauthorized, unavailable } from '../errors.ts';
import { failureOf } from './failure.ts';
import { type McpTransport, openTransport } from './mcp-transport.ts';
import { answerRequests, capabilitiesOf, type McpAnswers } from './server-requests.ts';

export interface OpenClientOptions {
  readonly server: string;
  readonly transport: McpTransport;
  readonly protocol: 'legacy' | 'auto';
  readonly timeoutMs: number;
  readonly maxMessageBytes: number;
  readonly answers: McpAnswers;
  /** The server says that its tools are other ones. */
  readonly onToolsChanged: (client: Client) => void;
}

/** A client of the SDK, connected. @throws mcp.unavailable, mcp.unauthorized */
export async function openClient(
  options: OpenClientOptions,
  onClosed: () => void,
  signal: AbortSignal,
): Promise<Client> {
  const { server, timeoutMs, answers } = options;
  const sdk = await loaded(
    '@modelcontextprotocol/client',
    () => import('@modelcontextprotocol/client'),
  );
  const transport = await openTransport(options.transport, options.maxMessageBytes);
  const client: Client = new sdk.Client(
    { name: 'ashlar', version: '1' },
    {
      capabilities: capabilitiesOf(answers),
      versionNegotiation: { mode: options.protocol },
      listChanged: {
        tools: {
          autoRefresh: false,
          debounceMs: 0,
          onChanged: () => options.onToolsChanged(client),
        },
      },
    },
  );
  answerRequests(client, answers);
  client.onclose = onClosed;
  try {
    await client.connect(transport, { timeout: timeoutMs, signal });
    return client;
  } catch (cause) {
    await client.close().catch(() => {});
    const failure = failureOf(server, 'initialize', cause);
    if (failure.kind === 'answered' && failure.error.code === 'mcp.unauthorized')
      throw unauthorized(server, cause);
    throw unavailable(server, 1, 'connecting failed', cause);
  }
}
