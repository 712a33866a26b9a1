import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseCommand,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** What `pnpm bench overhead` compares with. */
export interface BareSdk {
  call(): Promise<unknown>;
  /** Reads a whole stream of a model; gives how many pieces of text came. */
  watch(modelId: string): Promise<number>;
  /** Leaves a stream after its first piece of text. */
  leave(modelId: string): Promise<void>;
  close(): void;
}

/** The SDK alone, over HTTP/1.1 as this package uses it, or with the handler that it takes by default. */
export function bareSdk(
  options: BedrockRuntimeClientConfig,
  text: string,
  handler: 'http1' | 'default',
): BareSdk {
  const client = new BedrockRuntimeClient({
    ...options,
    ...(handler === 'http1' && { requestHandler: new NodeHttpHandler({}) }),
  });
  const messages = [{ role: 'user' as const, content: [{ text }] }];
  async function* pieces(modelId: string): AsyncGenerator<string> {
    const { stream = [] } = await client.send(new ConverseStreamCommand({ modelId, messages }));
    for await (const { contentBlockDelta } of stream) {
      if (contentBlockDelta?.delta?.text !== undefined) yield contentBlockDelta.delta.text;
    }
  }
  return {
    call: () => client.send(new ConverseCommand({ modelId: 'plain', messages })),
    async watch(modelId) {
      let shown = 0;
      for await (const _ of pieces(modelId)) shown += 1;
      return shown;
    },
    async leave(modelId) {
      for await (const _ of pieces(modelId)) break;
    },
    close: () => client.destroy(),
  };
}
