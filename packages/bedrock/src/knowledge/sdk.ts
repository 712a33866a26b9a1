// What this entry uses of its SDK client, loaded as one on first use. Naming it lets bundlers leave the rest out.
export {
  AgenticRetrieveStreamCommand,
  BedrockAgentRuntimeClient,
  GenerateQueryCommand,
  GetDocumentContentCommand,
  RerankCommand,
  RetrieveAndGenerateCommand,
  RetrieveAndGenerateStreamCommand,
  RetrieveCommand,
} from '@aws-sdk/client-bedrock-agent-runtime';
