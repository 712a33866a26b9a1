import type { JsonObject } from '@ashlar/core';
import type { BedrockConnection } from './connection.ts';

/** A reply of InvokeModel: its JSON, and the tokens that its header counts. */
export interface InvokeReply {
  readonly body: unknown;
  readonly inputTokens: number | undefined;
}

/** Asks a model in its own words. */
export async function invokeModel(
  connection: BedrockConnection,
  modelId: string,
  body: JsonObject,
  abortSignal: AbortSignal,
): Promise<InvokeReply> {
  const client = await connection.client();
  const { InvokeModelCommand } = await import('./sdk.ts');
  const contentType = 'application/json';
  const command = new InvokeModelCommand({
    modelId,
    contentType,
    accept: contentType,
    body: JSON.stringify(body),
  });
  let headers: Readonly<Record<string, string>> = {};
  // The SDK's output leaves headers out, and Cohere counts tokens only there.
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      headers = (result.response as { headers?: typeof headers }).headers ?? headers;
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  const reply = await client.send(command, { abortSignal });
  const counted = Number(headers['x-amzn-bedrock-input-token-count'] ?? Number.NaN);
  return {
    body: JSON.parse(new TextDecoder().decode(reply.body)),
    inputTokens: Number.isFinite(counted) ? counted : undefined,
  };
}
