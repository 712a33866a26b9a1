import type { Constraint } from './constraints.ts';

/**
 * Limits by `Structure.member`. Source of every row: botocore's `bedrock-agent-runtime/2023-07-26/service-2.json` of
 * 2026-08-07, the shape that the member refers to there; of what is newer the enums of the client's typings.
 */
export const agentConstraints: Readonly<Record<string, Constraint>> = {
  'AgenticRetrieveMemoryConfiguration.persistenceMode': { values: ['DEFAULT', 'NONE'] },
  'AgenticRetrieveMemoryMetadataFilter.operator': {
    values: [
      'AFTER',
      'BEFORE',
      'CONTAINS',
      'EQUALS_TO',
      'EXISTS',
      'GREATER_THAN',
      'GREATER_THAN_OR_EQUALS',
      'LESS_THAN',
      'LESS_THAN_OR_EQUALS',
      'NOT_EXISTS',
    ],
  },
  'AgenticRetrieveBedrockGuardrailConfiguration.guardrailId': {
    length: [0, 64],
    pattern: '^[a-z0-9]+$',
  },
  'AgenticRetrieveBedrockGuardrailConfiguration.guardrailVersion': {
    length: [1, 5],
    pattern: '^(([1-9][0-9]{0,7})|(DRAFT))$',
  },
  'AgenticRetrieveBedrockRerankingModelConfiguration.modelArn': {
    length: [1, 2048],
    pattern:
      '^(arn:aws(-[^:]+)?:(bedrock|sagemaker):[a-z0-9-]{1,20}:([0-9]{12})?:([a-z-]+/)?)?([a-z0-9.-]{1,63}){0,2}(([:][a-z0-9-]{1,63}){0,2})?(/[a-z0-9]{1,12})?$',
  },
  'AgenticRetrieveConfiguration.foundationModelType': { values: ['CUSTOM', 'MANAGED'] },
  'AgenticRetrieveConfiguration.maxAgentIteration': { min: 2, integer: true },
  'AgenticRetrieveConfiguration.rerankingModelType': { values: ['CUSTOM', 'MANAGED', 'NONE'] },
  'AgenticRetrieveMessage.role': { values: ['user', 'assistant'] },
  'AgenticRetrieveRerankingConfiguration.type': { values: ['BEDROCK_RERANKING_MODEL'] },
  'AgenticRetrieveStreamRequest.messages': { length: [1] },
  'AgenticRetrieveStreamRequest.nextToken': { length: [1, 2048], pattern: '^\\S*$' },
  'AgenticRetrieveStreamRequest.retrievers': { length: [1] },
  'BedrockFoundationModelModelConfiguration.modelArn': {
    length: [1, 2048],
    pattern:
      '^(arn:aws(-[^:]+)?:(bedrock|sagemaker):[a-z0-9-]{1,20}:([0-9]{12})?:([a-z-]+/)?)?([a-z0-9.-]{1,63}){0,2}(([:][a-z0-9-]{1,63}){0,2})?(/[a-z0-9]{1,12})?$',
  },
  'BedrockRerankingConfiguration.numberOfResults': { min: 1, max: 1000, integer: true },
  'BedrockRerankingModelConfiguration.additionalModelRequestFields': { keys: { length: [1, 100] } },
  'BedrockRerankingModelConfiguration.modelArn': {
    length: [1, 2048],
    pattern:
      '^(arn:aws(-[^:]+)?:(bedrock|sagemaker):[a-z0-9-]{1,20}:([0-9]{12})?:([a-z-]+/)?)?([a-z0-9.-]{1,63}){0,2}(([:][a-z0-9-]{1,63}){0,2})?(/[a-z0-9]{1,12})?$',
  },
  'ByteContentDoc.contentType': { pattern: '[a-z]{1,20}/.{1,20}' },
  'ByteContentDoc.data': { length: [1, 10485760] },
  'ByteContentDoc.identifier': { length: [1, 1024] },
  'ExternalSource.sourceType': { values: ['S3', 'BYTE_CONTENT'] },
  'ExternalSourcesGenerationConfiguration.additionalModelRequestFields': {
    keys: { length: [1, 100] },
  },
  'ExternalSourcesRetrieveAndGenerateConfiguration.modelArn': {
    length: [1, 2048],
    pattern:
      '^(arn:aws(-[^:]+)?:(bedrock|sagemaker):[a-z0-9-]{1,20}:([0-9]{12})?:([a-z-]+/)?)?([a-z0-9.-]{1,63}){0,2}(([:][a-z0-9-]{1,63}){0,2})?(/[a-z0-9]{1,12})?$',
  },
  'ExternalSourcesRetrieveAndGenerateConfiguration.sources': { length: [1, 1] },
  'FieldForReranking.fieldName': { length: [1, 2000] },
  'FilterAttribute.key': { length: [1, 100] },
  'FoundationModelConfiguration.type': {
    values: ['BEDROCK_FOUNDATION_MODEL', 'MANTLE_FOUNDATION_MODEL'],
  },
  'GenerationConfiguration.additionalModelRequestFields': { keys: { length: [1, 100] } },
  'GetDocumentContentRequest.outputFormat': { values: ['RAW', 'EXTRACTED'] },
  'GuardrailConfiguration.guardrailId': { length: [0, 64], pattern: '^[a-z0-9]+$' },
  'GuardrailConfiguration.guardrailVersion': {
    length: [1, 5],
    pattern: '^(([1-9][0-9]{0,7})|(DRAFT))$',
  },
  'ImplicitFilterConfiguration.metadataAttributes': { length: [1, 25] },
  'ImplicitFilterConfiguration.modelArn': {
    length: [1, 2048],
    pattern:
      '^(arn:aws(-[^:]+)?:(bedrock|sagemaker):[a-z0-9-]{1,20}:([0-9]{12})?:([a-z-]+/)?)?([a-z0-9.-]{1,63}){0,2}(([:][a-z0-9-]{1,63}){0,2})?(/[a-z0-9]{1,12})?$',
  },
  'InputImage.format': { values: ['png', 'jpeg', 'gif', 'webp'] },
  'InputImage.inlineContent': { length: [1, 5242880] },
  'KnowledgeBaseQuery.text': { length: [0, 20000] },
  'KnowledgeBaseQuery.type': { values: ['TEXT', 'IMAGE'] },
  'KnowledgeBaseRetrieveAndGenerateConfiguration.knowledgeBaseId': {
    length: [0, 10],
    pattern: '^[0-9a-zA-Z]+$',
  },
  'KnowledgeBaseRetrieveAndGenerateConfiguration.modelArn': {
    length: [1, 2048],
    pattern:
      '^(arn:aws(-[^:]+)?:(bedrock|sagemaker):[a-z0-9-]{1,20}:([0-9]{12})?:([a-z-]+/)?)?([a-z0-9.-]{1,63}){0,2}(([:][a-z0-9-]{1,63}){0,2})?(/[a-z0-9]{1,12})?$',
  },
  'KnowledgeBaseRetrieverConfiguration.knowledgeBaseId': {
    length: [0, 10],
    pattern: '^[0-9a-zA-Z]+$',
  },
  'KnowledgeBaseVectorSearchConfiguration.numberOfResults': { min: 1, max: 100, integer: true },
  'KnowledgeBaseVectorSearchConfiguration.overrideSearchType': { values: ['HYBRID', 'SEMANTIC'] },
  'ManagedSearchBedrockRerankingConfiguration.numberOfRerankedResults': {
    min: 1,
    max: 100,
    integer: true,
  },
  'ManagedSearchBedrockRerankingModelConfiguration.additionalModelRequestFields': {
    keys: { length: [1, 100] },
  },
  'ManagedSearchBedrockRerankingModelConfiguration.modelArn': {
    length: [1, 2048],
    pattern: '^(arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}::foundation-model/(.*))?$',
  },
  'ManagedSearchConfiguration.numberOfResults': { min: 1, max: 100, integer: true },
  'ManagedSearchConfiguration.rerankingModelType': { values: ['CUSTOM', 'MANAGED', 'NONE'] },
  'ManagedSearchRerankingConfiguration.type': { values: ['BEDROCK_RERANKING_MODEL'] },
  'MetadataAttributeSchema.description': { length: [1, 1024], pattern: '^[\\s\\S]+$' },
  'MetadataAttributeSchema.key': { length: [1, 256], pattern: '^[\\s\\S]+$' },
  'MetadataAttributeSchema.type': { values: ['STRING', 'NUMBER', 'BOOLEAN', 'STRING_LIST'] },
  'MetadataConfigurationForReranking.selectionMode': { values: ['SELECTIVE', 'ALL'] },
  'OrchestrationConfiguration.additionalModelRequestFields': { keys: { length: [1, 100] } },
  'PerformanceConfiguration.latency': { values: ['standard', 'optimized'] },
  'PromptTemplate.textPromptTemplate': { length: [1, 4000] },
  'QueryGenerationInput.text': { length: [1, 20000], pattern: '^(?!\\s*$).+' },
  'QueryGenerationInput.type': { values: ['TEXT'] },
  'QueryTransformationConfiguration.type': { values: ['QUERY_DECOMPOSITION'] },
  'RerankDocument.type': { values: ['TEXT', 'JSON'] },
  'RerankQuery.type': { values: ['TEXT'] },
  'RerankRequest.nextToken': { length: [1, 2048], pattern: '^\\S*$' },
  'RerankRequest.queries': { length: [1, 1] },
  'RerankRequest.sources': { length: [1, 1000] },
  'RerankSource.type': { values: ['INLINE'] },
  'RerankTextDocument.text': { length: [1, 32000] },
  'RerankingConfiguration.type': { values: ['BEDROCK_RERANKING_MODEL'] },
  'RerankingMetadataSelectiveModeConfiguration.fieldsToExclude': { length: [1, 100] },
  'RerankingMetadataSelectiveModeConfiguration.fieldsToInclude': { length: [1, 100] },
  'RetrievalFilter.andAll': { length: [2] },
  'RetrievalFilter.orAll': { length: [2] },
  'RetrievalOverrides.maxNumberOfResults': { min: 1, integer: true },
  'RetrieveAndGenerateConfiguration.type': { values: ['KNOWLEDGE_BASE', 'EXTERNAL_SOURCES'] },
  'RetrieveAndGenerateInput.text': { length: [0, 1000] },
  'RetrieveAndGenerateRequest.sessionId': { length: [2, 100], pattern: '^[0-9a-zA-Z._:-]+$' },
  'RetrieveAndGenerateSessionConfiguration.kmsKeyArn': {
    length: [1, 2048],
    pattern: '^arn:aws(|-cn|-us-gov):kms:[a-zA-Z0-9-]*:[0-9]{12}:key/[a-zA-Z0-9-]{36}$',
  },
  'RetrieveRequest.nextToken': { length: [1, 2048], pattern: '^\\S*$' },
  'S3ObjectDoc.uri': {
    length: [1, 1024],
    pattern: '^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/.{1,1024}$',
  },
  'TextInferenceConfig.maxTokens': { min: 0, max: 65536, integer: true },
  'TextInferenceConfig.stopSequences': { length: [0, 4], items: { length: [1, 1000] } },
  'TextInferenceConfig.temperature': { min: 0, max: 1 },
  'TextInferenceConfig.topP': { min: 0, max: 1 },
  'TextToSqlConfiguration.type': { values: ['KNOWLEDGE_BASE'] },
  'TextToSqlKnowledgeBaseConfiguration.knowledgeBaseArn': {
    length: [0, 128],
    pattern: '^arn:aws(|-cn|-us-gov):bedrock:[a-zA-Z0-9-]*:[0-9]{12}:knowledge-base/[0-9a-zA-Z]+$',
  },
  'TransformationConfiguration.mode': { values: ['TEXT_TO_SQL'] },
  'VectorSearchBedrockRerankingConfiguration.numberOfRerankedResults': {
    min: 1,
    max: 100,
    integer: true,
  },
  'VectorSearchBedrockRerankingModelConfiguration.additionalModelRequestFields': {
    keys: { length: [1, 100] },
  },
  'VectorSearchBedrockRerankingModelConfiguration.modelArn': {
    length: [1, 2048],
    pattern: '^(arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}::foundation-model/(.*))?$',
  },
  'VectorSearchRerankingConfiguration.type': { values: ['BEDROCK_RERANKING_MODEL'] },
};
