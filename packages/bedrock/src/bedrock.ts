import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { type Clock, systemClock } from '@ashlar/core';
import type {
  BedrockRuntimeClient,
  BedrockRuntimeClientConfig,
} from '@aws-sdk/client-bedrock-runtime';
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
  /** Bedrock API key, or a function that gets one; wins over credentials. @default AWS_BEARER_TOKEN_BEDROCK */
  readonly apiKey?: string | (() => Promise<string>);
  /** Base URL. @default AWS_ENDPOINT_URL_BEDROCK_RUNTIME, AWS_ENDPOINT_URL, then the region's */
  readonly endpoint?: string;
  /** Sockets open at a time; calls beyond them wait for a free one. Ignored with `agent`. @default 50 */
  readonly maxSockets?: number;
  /** Milliseconds in which a connection must be established. @default 5000 */
  readonly connectTimeoutMs?: number;
  /**
   * Longest silence on a connection in milliseconds: between two pieces of a stream, or until a unary answer arrives.
   * It does not bound a whole call: abort its signal for that. @default 300000
   */
  readonly idleTimeoutMs?: number;
  /** An agent of your own, for example of a proxy. It is destroyed with the connection. */
  readonly agent?: HttpAgent | HttpsAgent;
  /** Repeats failed attempts of which nothing was delivered; `false` when a router owns retries. @default 3 attempts */
  readonly retry?: Partial<RetryPolicy> | false;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/**
 * A connection to Amazon Bedrock for {@link chatModel} and {@link embedder}. Nothing is loaded, resolved or opened before
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
  const { maxSockets = 50, connectTimeoutMs = 5000, idleTimeoutMs = 300_000 } = options;
  let client: Promise<BedrockRuntimeClient> | undefined;
  return {
    client: () => {
      client ??= createClient({ ...options, maxSockets, connectTimeoutMs, idleTimeoutMs });
      return client;
    },
    retry: options.retry === false ? false : { ...defaultRetryPolicy, ...options.retry },
    clock: options.clock ?? systemClock,
    close: () => {
      void client?.then(
        (open) => open.destroy(),
        () => {},
      );
      client = undefined;
    },
  };
}
