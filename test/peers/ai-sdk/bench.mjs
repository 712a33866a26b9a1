// For `pnpm bench overhead`: generateText and streamText over its own fetch (HTTP/1.1).
import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { generateText, streamText } from 'ai';
import { credentials, region } from '../given.mjs';

export function open({ http1: baseURL }, prompt) {
  const bedrock = createAmazonBedrock({ region, ...credentials, baseURL });
  return {
    call: () => generateText({ model: bedrock('plain'), prompt }),
    async watch(model = 'plain') {
      let failure;
      // It tells errors of a stream to nobody but this callback.
      const onError = ({ error }) => {
        failure = error;
      };
      let shown = 0;
      for await (const _ of streamText({ model: bedrock(model), prompt, onError }).textStream)
        shown += 1;
      if (failure !== undefined) throw failure;
      return shown;
    },
    async leave(model) {
      for await (const _ of streamText({ model: bedrock(model), prompt }).textStream) break;
    },
    close() {},
  };
}
