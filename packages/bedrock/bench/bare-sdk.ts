import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseCommand,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** The SDK alone, over HTTP/1.1 as this package uses it: what `pnpm bench overhead` compares with. */
export function bareSdk(
  options: BedrockRuntimeClientConfig,
  modelId: string,
  text: string,
): { call(): Promise<unknown>; watch(): Promise<number>; close(): void } {
  const client = new BedrockRuntimeClient({ ...options, requestHandler: new NodeHttpHandler({}) });
  const input = { modelId, messages: [{ role: 'user' as const, content: [{ text }] }] };
  return {
    call: () => client.send(new ConverseCommand(input)),
    async watch() {
      const { stream = [] } = await client.send(new ConverseStreamCommand(input));
      let shown = 0;
      for await (const event of stream) {
        if (event.contentBlockDelta?.delta?.text !== undefined) shown += 1;
      }
      return shown;
    },
    close: () => client.destroy(),
  };
}
