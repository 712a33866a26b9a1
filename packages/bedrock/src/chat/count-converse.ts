import type { ConverseTokensRequest } from '@aws-sdk/client-bedrock-runtime';
import type { ConverseInput } from '../convert/to-request.ts';
import { modelError } from '../errors/failure.ts';
import { translateError } from '../errors/translate-error.ts';
import { baseModelId } from '../models/model-id.ts';
import { countTokens } from '../transport/commands.ts';
import type { ChatSettings } from './settings.ts';

/** Asks the service how many tokens the input of a request has. */
export async function countConverse(
  { id: model, base, connection }: ChatSettings,
  input: ConverseInput,
  signal: AbortSignal,
): Promise<number> {
  try {
    const modelId = baseModelId(base);
    const converse = countable(input);
    const output = await countTokens(connection, { modelId, input: { converse } }, signal);
    if (output.inputTokens !== undefined) return output.inputTokens;
  } catch (thrown) {
    const now = connection.clock.now();
    throw translateError(thrown, { model, signal, midStream: false, now }).error;
  }
  throw modelError('model.failed', `The reply of CountTokens for ${model} has no number.`, {
    model,
  });
}

function countable(input: ConverseInput): ConverseTokensRequest {
  const { messages, system, toolConfig, additionalModelRequestFields } = input;
  return { messages, system, toolConfig, additionalModelRequestFields };
}

/** For a budget near its cap: where the service cannot count, the bound by bytes stands. */
export async function countOrBound(
  settings: ChatSettings,
  input: ConverseInput,
  bound: number,
  signal: AbortSignal,
): Promise<number> {
  try {
    return await countConverse(settings, input, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    return bound;
  }
}
