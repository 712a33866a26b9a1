// For `pnpm bench overhead`: an Agent, which streams always, on its shared HTTP/2 session. A fresh agent per call: it keeps history.
import { Agent, BedrockModel } from '@strands-agents/sdk';
import { credentials, region } from '../given.mjs';

export function open({ http2: endpoint }, text) {
  const models = new Map();
  const modelOf = (modelId, stream) => {
    const key = `${modelId} ${stream}`;
    const clientConfig = { credentials, endpoint };
    const model = models.get(key) ?? new BedrockModel({ modelId, region, stream, clientConfig });
    models.set(key, model);
    return model;
  };
  const agentOf = (modelId, stream) =>
    new Agent({ model: modelOf(modelId, stream), printer: false, retryStrategy: null });
  const isText = ({ event }) =>
    event?.type === 'modelContentBlockDeltaEvent' && event.delta.type === 'textDelta';
  return {
    call: () => agentOf('plain', false).invoke(text),
    async watch(modelId = 'plain') {
      let shown = 0;
      for await (const event of agentOf(modelId, true).stream(text)) if (isText(event)) shown += 1;
      return shown;
    },
    async leave(modelId) {
      for await (const event of agentOf(modelId, true).stream(text)) if (isText(event)) break;
    },
    close() {},
  };
}
