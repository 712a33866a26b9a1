import type { Clock } from '@ashlar/core';
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import type { ClientConfig } from './client-config.ts';
import type { RetryPolicy } from './retry-policy.ts';

/** The way to Bedrock that models, embedders, checks and retrievers share. Made by {@link bedrock}. */
export interface BedrockConnection {
  /**
   * The AWS client behind this connection, made on the first call. It speaks HTTP/1.1 with kept-alive sockets and does
   * not retry. Hand it to other libraries that take a `BedrockRuntimeClient`.
   */
  client(): Promise<BedrockRuntimeClient>;
  /**
   * The client for knowledge bases and reranking with the settings of this connection: made once by `make`, closed with the
   * connection. `@ashlar/bedrock/knowledge` brings `make`, so that this package never loads that client.
   */
  agentRuntime<C extends { destroy(): void }>(
    make: (config: ClientConfig) => Promise<C> | C,
  ): Promise<C>;
  /** How failed attempts are repeated; `false` when a router owns retries. */
  readonly retry: RetryPolicy | false;
  readonly clock: Clock;
  /** Closes every socket, also of calls under way. A later call opens a new client. */
  close(): void;
}
