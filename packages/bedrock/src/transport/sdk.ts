// What this package uses of the SDK, loaded as one on first use. Naming it lets bundlers leave the rest out.
export {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
} from '@aws-sdk/client-bedrock-runtime';
export { loadConfig } from '@smithy/core/config';
export { NodeHttpHandler } from '@smithy/node-http-handler';
