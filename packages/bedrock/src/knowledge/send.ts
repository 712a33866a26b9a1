import type { CallContext } from '@ashlar/core';
import type { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import type { Advice } from '../errors/translate-error.ts';
import { unitEstimate } from '../metering/unit-estimate.ts';
import { withAttempts } from '../metering/with-attempts.ts';
import type { BedrockConnection } from '../transport/connection.ts';
import { agentClient } from './agent-client.ts';

/** One call to the agent runtime: whom it is about, and what it costs. */
export interface KnowledgeCall {
  readonly connection: BedrockConnection;
  /** What stands for the model in errors and usage, for example `knowledge-base/KB123`. */
  readonly subject: string;
  /** Billed units of this call (queries, answers). */
  readonly units: number;
  /** `undefined`: unpriced, which a money budget refuses. */
  readonly usdPerUnit: number | undefined;
}

/** What to do when a knowledge base, and not a model, is missing or forbidden. */
export const knowledgeAdvice: Advice = {
  'model.not-found': 'Check the id of the knowledge base, its region, and the model it names.',
  'model.denied':
    'Check that the role allows bedrock:Retrieve, bedrock:RetrieveAndGenerate or bedrock:Rerank on this resource, and bedrock:InvokeModel on its model.',
  'model.credentials':
    'Knowledge bases take no Bedrock API key: set AWS_PROFILE or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, or pass bedrock({ credentials }).',
};

/** Sends with retries, metered by units. */
export function send<T>(
  { connection, subject: model, units, usdPerUnit }: KnowledgeCall,
  context: CallContext,
  signal: AbortSignal,
  run: (client: BedrockAgentRuntimeClient) => Promise<T>,
): Promise<T> {
  const estimate = unitEstimate(model, units, usdPerUnit);
  const cost = usdPerUnit === undefined ? {} : { nanoUsd: Math.ceil(units * usdPerUnit * 1e9) };
  const served = { model, inputTokens: 0, outputTokens: 0, ...cost };
  return withAttempts(
    connection,
    context,
    signal,
    estimate,
    [],
    async () => ({ value: await run(await agentClient(connection)), served }),
    knowledgeAdvice,
  );
}
