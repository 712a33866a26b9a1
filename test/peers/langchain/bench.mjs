// For `pnpm bench overhead`: ChatBedrockConverse with the handler that its client has by default (HTTP/2).
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { ChatBedrockConverse } from '@langchain/aws';
import { credentials, region } from '../given.mjs';

export function open({ http2: endpoint }, text) {
  const client = new BedrockRuntimeClient({ region, credentials, endpoint });
  const modelOf = (model) => new ChatBedrockConverse({ model, region, credentials, client });
  const plain = modelOf('plain');
  return {
    call: () => plain.invoke(text),
    async watch(model = 'plain') {
      let shown = 0;
      for await (const chunk of await modelOf(model).stream(text))
        if (chunk.text !== '') shown += 1;
      return shown;
    },
    async leave(model) {
      for await (const chunk of await modelOf(model).stream(text)) if (chunk.text !== '') break;
    },
    close: () => client.destroy(),
  };
}
