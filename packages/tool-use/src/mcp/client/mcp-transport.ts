import type {
  StreamableHTTPClientTransport,
  StreamableHTTPClientTransportOptions,
  Transport,
} from '@modelcontextprotocol/client';
import { invalidOption, loaded } from '../errors.ts';
import { answerLostStreams } from './answer-lost-streams.ts';
import { boundedFetch } from './bounded-fetch.ts';

/** A server that is started as a process of this machine and spoken to over its standard input and output. */
export interface McpProcess {
  readonly command: string;
  readonly args?: readonly string[];
  /** Added to PATH, HOME, USER, SHELL, TERM and LOGNAME, the only variables that are inherited. @default none */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Where the server's log goes: to this process's, or nowhere. @default 'ignore' */
  readonly stderr?: 'ignore' | 'inherit';
}

/** A server that is spoken to over streamable HTTP. */
export interface McpEndpoint {
  /** https, or http on this machine. */
  readonly url: string | URL;
  /** Sent with every request to the server, for example an API key. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** The host's tokens: an `OAuthClientProvider` or `AuthProvider` of `@modelcontextprotocol/client`. @default none */
  readonly authProvider?: NonNullable<StreamableHTTPClientTransportOptions['authProvider']>;
  /** Sends the requests, for proxies and client certificates. @default the platform's `fetch` */
  readonly fetch?: typeof fetch;
}

export type McpTransport = McpProcess | McpEndpoint;

/** A new connection of the SDK. Starts nothing yet. */
export async function openTransport(
  transport: McpTransport,
  maxMessageBytes: number,
): Promise<Transport> {
  if ('command' in transport) {
    const { command, args = [], env = {}, cwd, stderr = 'ignore' } = transport;
    const { StdioClientTransport } = await loaded(
      '@modelcontextprotocol/client',
      () => import('@modelcontextprotocol/client/stdio'),
    );
    return new StdioClientTransport({
      command,
      args: [...args],
      env: { ...env },
      ...(cwd !== undefined && { cwd }),
      stderr,
      maxBufferSize: maxMessageBytes,
    });
  }
  return openEndpoint(transport, maxMessageBytes);
}

/** The same for HTTP, which is also what finishes an authorization. */
export async function openEndpoint(
  endpoint: McpEndpoint,
  maxMessageBytes: number,
): Promise<StreamableHTTPClientTransport> {
  const { headers, authProvider, fetch: send = fetch } = endpoint;
  const url = checkedUrl(endpoint.url);
  const sdk = await loaded(
    '@modelcontextprotocol/client',
    () => import('@modelcontextprotocol/client'),
  );
  const transport = new sdk.StreamableHTTPClientTransport(url, {
    fetch: boundedFetch(send, maxMessageBytes),
    ...(headers !== undefined && { requestInit: { headers: { ...headers } } }),
    ...(authProvider !== undefined && { authProvider }),
  });
  answerLostStreams(transport);
  return transport;
}

const local = ['localhost', '127.0.0.1', '[::1]'];

/** The address of a server, which is read once and refused where what is sent could be read by others. */
export function checkedUrl(address: string | URL): URL {
  if (!URL.canParse(String(address))) throw invalidOption('transport.url', 'it is no URL');
  const url = new URL(String(address));
  if (url.username !== '' || url.password !== '')
    throw invalidOption('transport.url', 'it has a password; give credentials as headers');
  const plain = url.protocol === 'http:' && local.includes(url.hostname);
  if (url.protocol !== 'https:' && !plain)
    throw invalidOption('transport.url', 'it must be https, or http on this machine');
  return url;
}
