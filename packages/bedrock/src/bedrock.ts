import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { AshlarError, type Clock, systemClock } from '@ashlar/core';
import type { BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import { refuseUnknown } from './errors/refuse-unknown.ts';
import { clientConfig } from './transport/client-config.ts';
import type { BedrockConnection } from './transport/connection.ts';
import { createClient } from './transport/create-client.ts';
import { defaultRetryPolicy, type RetryPolicy } from './transport/retry-policy.ts';

/** Options of {@link bedrock}. Everything AWS resolves by itself (environment, profile, role) may be left out. */
export interface BedrockOptions {
  /** @default AWS_REGION, then the profile's region */
  readonly region?: string;
  /** Named profile of the shared AWS files. @default AWS_PROFILE, then `default` */
  readonly profile?: string;
  /** Credentials or a provider of them; wins over the environment. @default the standard AWS chain */
  readonly credentials?: NonNullable<BedrockRuntimeClientConfig['credentials']>;
  /**
   * Bedrock API key, or a function that gets one, asked before every request: it may cache. Wins over credentials. Knowledge bases and reranking do not take it: they are
   * asked with credentials. @default AWS_BEARER_TOKEN_BEDROCK
   */
  readonly apiKey?: string | (() => Promise<string>);
  /** Base URL. @default AWS_ENDPOINT_URL_BEDROCK_RUNTIME, AWS_ENDPOINT_URL, then the region's */
  readonly endpoint?: string;
  /**
   * Base URL of knowledge bases and reranking, for example another VPC endpoint.
   * @default `endpoint`, AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME, AWS_ENDPOINT_URL, then the region's
   */
  readonly agentEndpoint?: string;
  /** Use FIPS endpoints; not together with an endpoint of your own. @default AWS_USE_FIPS_ENDPOINT, then the profile */
  readonly fips?: boolean;
  /** Use endpoints that speak IPv6 too; not together with an endpoint of your own. @default AWS_USE_DUALSTACK_ENDPOINT */
  readonly dualStack?: boolean;
  /**
   * Sockets open at a time; calls beyond them wait for a free one. With `http2`: calls that share a session; those beyond them open
   * another. Ignored with `agent`. @default 50
   */
  readonly maxSockets?: number;
  /** Milliseconds in which a connection must be established. @default 5000 */
  readonly connectTimeoutMs?: number;
  /**
   * Longest silence on a connection in milliseconds: between two pieces of a stream, or until a unary answer arrives.
   * It does not bound a whole call: abort its signal for that. @default 300000
   */
  readonly idleTimeoutMs?: number;
  /** An agent of your own, for example of a proxy. It is destroyed with the connection. Not together with `http2`. */
  readonly agent?: HttpAgent | HttpsAgent;
  /**
   * Speaks HTTP/2 and lets calls share a session: many calls at a time cost one handshake. A connection that is lost takes all calls
   * on it along. @default false: HTTP/1.1 with kept-alive sockets
   */
  readonly http2?: boolean;
  /** Repeats failed attempts of which nothing was delivered; `false` when a router owns retries. @default 3 attempts */
  readonly retry?: Partial<RetryPolicy> | false;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

const known = Object.keys({
  region: true,
  profile: true,
  credentials: true,
  apiKey: true,
  endpoint: true,
  agentEndpoint: true,
  fips: true,
  dualStack: true,
  maxSockets: true,
  connectTimeoutMs: true,
  idleTimeoutMs: true,
  agent: true,
  http2: true,
  retry: true,
  clock: true,
} satisfies Record<keyof BedrockOptions, true>);

/**
 * A connection to Amazon Bedrock for models, embedders, checks, retrievers and rerankers. Nothing is loaded, resolved or opened before
 * the first call, and nothing is global: two connections share nothing.
 *
 * @example
 * ```ts
 * import { bedrock, chatModel } from '@ashlar/bedrock';
 *
 * const aws = bedrock({ region: 'eu-central-1' });
 * const model = chatModel('eu.anthropic.claude-haiku-4-5-20251001-v1:0', { connection: aws });
 * ```
 */
export function bedrock(options: BedrockOptions = {}): BedrockConnection {
  refuseUnknown('bedrock()', options, known);
  if (options.http2 === true && options.agent !== undefined) throw agentOverHttp2();
  const { maxSockets = 50, connectTimeoutMs = 5000, idleTimeoutMs = 300_000 } = options;
  const settings = { ...options, maxSockets, connectTimeoutMs, idleTimeoutMs };
  const open = new Map<string, Promise<{ destroy(): void }>>();
  const once = <C extends { destroy(): void }>(name: string, make: () => Promise<C>) => {
    const client = open.get(name) ?? make();
    open.set(name, client);
    return client as Promise<C>;
  };
  const { agentEndpoint: endpoint = options.endpoint } = options;
  return {
    client: () => once('bedrock-runtime', () => createClient(settings)),
    agentRuntime: (make) =>
      once('bedrock-agent-runtime', async () =>
        make(
          await clientConfig(
            { ...settings, ...(endpoint !== undefined && { endpoint }) },
            'bedrock_agent_runtime',
          ),
        ),
      ),
    retry: options.retry === false ? false : { ...defaultRetryPolicy, ...options.retry },
    clock: options.clock ?? systemClock,
    close: () => {
      for (const client of open.values()) {
        void client.then(
          (ready) => ready.destroy(),
          () => {},
        );
      }
      open.clear();
    },
  };
}

function agentOverHttp2(): AshlarError {
  const issues = ['agent: agents are for HTTP/1.1'];
  return new AshlarError(
    'input.invalid',
    'bedrock(): http2 takes no agent. Leave http2 out to go through a proxy.',
    { facts: { what: 'bedrock()', issues } },
  );
}
