import type {
  ConverseCommandOutput,
  ConverseStreamCommandOutput,
  CountTokensCommandInput,
  CountTokensCommandOutput,
} from '@aws-sdk/client-bedrock-runtime';
import type { ConverseInput } from '../convert/to-request.ts';
import type { BedrockConnection } from './connection.ts';

// The SDK is already loaded when its client exists; importing it again here keeps it out of this package's own start.
const sdk = () => import('./sdk.ts');

export async function converse(
  connection: BedrockConnection,
  input: ConverseInput,
  abortSignal: AbortSignal,
): Promise<ConverseCommandOutput> {
  const client = await connection.client();
  const { ConverseCommand } = await sdk();
  return client.send(new ConverseCommand(input), { abortSignal });
}

export async function converseStream(
  connection: BedrockConnection,
  input: ConverseInput,
  abortSignal: AbortSignal,
): Promise<ConverseStreamCommandOutput> {
  const client = await connection.client();
  const { ConverseStreamCommand } = await sdk();
  return client.send(new ConverseStreamCommand(input), { abortSignal });
}

export async function countTokens(
  connection: BedrockConnection,
  input: CountTokensCommandInput,
  abortSignal: AbortSignal,
): Promise<CountTokensCommandOutput> {
  const client = await connection.client();
  const { CountTokensCommand } = await sdk();
  return client.send(new CountTokensCommand(input), { abortSignal });
}
