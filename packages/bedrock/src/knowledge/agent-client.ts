import { AshlarError } from '@ashlar/core';
import type { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import type { BedrockConnection } from '../transport/connection.ts';
import { keepUnknownEvents } from '../transport/keep-unknown-events.ts';

/** The SDK's client for knowledge bases, made on first use, with the settings of the connection. It signs with SigV4 only. */
export function agentClient(connection: BedrockConnection): Promise<BedrockAgentRuntimeClient> {
  return connection.agentRuntime(async (config) => {
    const { BedrockAgentRuntimeClient: Client } = await import('./sdk.ts').catch(missing);
    const client = new Client(config);
    keepUnknownEvents(client);
    return client;
  });
}

function missing(cause: unknown): never {
  const what = '@aws-sdk/client-bedrock-agent-runtime';
  throw new AshlarError(
    'input.invalid',
    `@ashlar/bedrock/knowledge needs ${what}: install it beside @ashlar/bedrock.`,
    { facts: { what, issues: ['it cannot be loaded'] }, cause },
  );
}
