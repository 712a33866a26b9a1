import { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import {
  BedrockRuntimeClient,
  ConverseStreamCommand,
  type ConverseStreamCommandInput,
  type ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';

export const transports = ['h2c by default', 'http/1.1', 'http/1.1 without keep-alive'] as const;
export type Transport = (typeof transports)[number];

/** The real client of the service: its default handler speaks HTTP/2, the others HTTP/1.1. */
export function client(
  url: string,
  transport: Transport = 'http/1.1',
  maxAttempts = 1,
): BedrockRuntimeClient {
  return new BedrockRuntimeClient(settings(url, transport, maxAttempts));
}

/** The real client of the other service, the same way. */
export function agentClient(
  url: string,
  transport: Transport = 'http/1.1',
  maxAttempts = 1,
): BedrockAgentRuntimeClient {
  return new BedrockAgentRuntimeClient(settings(url, transport, maxAttempts));
}

function settings(url: string, transport: Transport, maxAttempts: number) {
  const keepAlive = transport === 'http/1.1';
  return {
    endpoint: url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts,
    ...(transport !== 'h2c by default' && {
      requestHandler: new NodeHttpHandler({ httpAgent: { keepAlive, maxSockets: 500 } }),
    }),
  };
}

export function hello(text = 'hello'): ConverseStreamCommandInput {
  return { modelId: 'any.model-v1', messages: [{ role: 'user', content: [{ text }] }] };
}

/** The events of one stream. */
export async function eventsOf(
  sdk: BedrockRuntimeClient,
  input: ConverseStreamCommandInput,
  signal?: AbortSignal,
): Promise<ConverseStreamOutput[]> {
  const { stream } = await sdk.send(
    new ConverseStreamCommand(input),
    signal === undefined ? {} : { abortSignal: signal },
  );
  const events: ConverseStreamOutput[] = [];
  for await (const event of stream ?? []) events.push(event);
  return events;
}
