import type { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { onTestFinished } from 'vitest';
import { type Emulator, type EmulatorOptions, emulator } from '../src/index.ts';
import { agentClient, client, type Transport } from './client.ts';

/** An emulator and a client of each service for one test; all are closed when it ends. */
export async function serve(
  options: EmulatorOptions,
  transport: Transport = 'http/1.1',
  maxAttempts = 1,
): Promise<{ running: Emulator; sdk: BedrockRuntimeClient; agent: BedrockAgentRuntimeClient }> {
  const running = await emulator(options);
  const sdk = client(running.url, transport, maxAttempts);
  const agent = agentClient(running.url, transport, maxAttempts);
  onTestFinished(async () => {
    sdk.destroy();
    agent.destroy();
    await running.close();
  });
  return { running, sdk, agent };
}

/** Posts a body that the client would not send. */
export async function post(
  url: string,
  path: string,
  body: unknown,
): Promise<{ status: number; type: string | null; body: unknown; headers: Headers }> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const type = response.headers.get('x-amzn-errortype');
  return { status: response.status, type, body: await response.json(), headers: response.headers };
}
