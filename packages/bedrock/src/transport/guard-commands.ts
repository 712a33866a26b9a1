import type {
  ApplyGuardrailCommandInput,
  ApplyGuardrailCommandOutput,
  InvokeGuardrailChecksCommandInput,
  InvokeGuardrailChecksCommandOutput,
} from '@aws-sdk/client-bedrock-runtime';
import type { BedrockConnection } from './connection.ts';

// Apart from the other commands: a program without checks need not carry them.
const sdk = () => import('./guard-sdk.ts');

export async function applyGuardrail(
  connection: BedrockConnection,
  input: ApplyGuardrailCommandInput,
  abortSignal: AbortSignal,
): Promise<ApplyGuardrailCommandOutput> {
  const client = await connection.client();
  const { ApplyGuardrailCommand } = await sdk();
  return client.send(new ApplyGuardrailCommand(input), { abortSignal });
}

export async function invokeGuardrailChecks(
  connection: BedrockConnection,
  input: InvokeGuardrailChecksCommandInput,
  abortSignal: AbortSignal,
): Promise<InvokeGuardrailChecksCommandOutput> {
  const client = await connection.client();
  const { InvokeGuardrailChecksCommand } = await sdk();
  return client.send(new InvokeGuardrailChecksCommand(input), { abortSignal });
}
