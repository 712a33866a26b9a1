// What checks use of the SDK besides its client, loaded as one on first use.
export {
  ApplyGuardrailCommand,
  InvokeGuardrailChecksCommand,
} from '@aws-sdk/client-bedrock-runtime';
