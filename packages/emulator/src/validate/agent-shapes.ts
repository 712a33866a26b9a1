// Derived from the schemas of @aws-sdk/client-bedrock-agent-runtime 3.1162.0 by test/derive/write-shapes.ts; a test compares them.

/** Structures of requests: members as `name:type`, required ones with `!`; a union begins with `|`. */
export const agentShapes: Readonly<Record<string, string>> = {
  AgenticRetrieveBedrockGuardrailConfiguration: 'guardrailId:string! guardrailVersion:string!',
  AgenticRetrieveBedrockRerankingConfiguration:
    'modelConfiguration:AgenticRetrieveBedrockRerankingModelConfiguration!',
  AgenticRetrieveBedrockRerankingModelConfiguration: 'modelArn:string!',
  AgenticRetrieveConfiguration:
    'foundationModelType:string foundationModelConfiguration:FoundationModelConfiguration rerankingModelType:string rerankingConfiguration:AgenticRetrieveRerankingConfiguration maxAgentIteration:number',
  AgenticRetrieveInstructionConfiguration: 'retrievalInstructionId:string! version:string',
  AgenticRetrieveMemoryConfiguration:
    'memoryId:string! sessionBinding:AgenticRetrieveMemorySessionBinding retrievalConfigs:[AgenticRetrieveMemoryRetrievalConfig] persistenceMode:string',
  AgenticRetrieveMemoryMetadataFilter:
    'left:AgenticRetrieveMemoryMetadataFilterLeft! operator:string! right:AgenticRetrieveMemoryMetadataFilterRight',
  AgenticRetrieveMemoryMetadataFilterLeft: '| metadataKey:string',
  AgenticRetrieveMemoryMetadataFilterRight: '| metadataValue:AgenticRetrieveMemoryMetadataValue',
  AgenticRetrieveMemoryMetadataValue:
    '| stringValue:string numberValue:number stringListValue:[string] dateTimeValue:json',
  AgenticRetrieveMemoryRetrievalConfig:
    'namespace:string namespacePath:string strategyId:string metadataFilters:[AgenticRetrieveMemoryMetadataFilter]',
  AgenticRetrieveMemorySessionBinding: 'actorId:string! sessionId:string!',
  AgenticRetrieveMessage: 'content:AgenticRetrieveMessageContent! role:string!',
  AgenticRetrieveMessageContent: 'text:string',
  AgenticRetrievePolicyConfiguration:
    'bedrockGuardrailConfiguration:AgenticRetrieveBedrockGuardrailConfiguration',
  AgenticRetrieveRerankingConfiguration:
    'type:string! bedrockRerankingConfiguration:AgenticRetrieveBedrockRerankingConfiguration',
  AgenticRetrieveStreamRequest:
    'messages:[AgenticRetrieveMessage]! retrievers:[AgenticRetriever]! agenticRetrieveConfiguration:AgenticRetrieveConfiguration! policyConfiguration:AgenticRetrievePolicyConfiguration nextToken:string userContext:UserContext memoryConfiguration:AgenticRetrieveMemoryConfiguration retrievalInstructionConfiguration:AgenticRetrieveInstructionConfiguration generateResponse:boolean',
  AgenticRetriever: 'configuration:RetrieverConfiguration! description:string',
  BedrockFoundationModelConfiguration:
    'modelConfiguration:BedrockFoundationModelModelConfiguration!',
  BedrockFoundationModelModelConfiguration: 'modelArn:string!',
  BedrockRerankingConfiguration:
    'modelConfiguration:BedrockRerankingModelConfiguration! numberOfResults:number',
  BedrockRerankingModelConfiguration: 'modelArn:string! additionalModelRequestFields:{json}',
  ByteContentDoc: 'identifier:string! contentType:string! data:blob!',
  ExternalSource: 'sourceType:string! s3Location:S3ObjectDoc byteContent:ByteContentDoc',
  ExternalSourcesGenerationConfiguration:
    'promptTemplate:PromptTemplate guardrailConfiguration:GuardrailConfiguration inferenceConfig:InferenceConfig additionalModelRequestFields:{json} performanceConfig:PerformanceConfiguration',
  ExternalSourcesRetrieveAndGenerateConfiguration:
    'modelArn:string! sources:[ExternalSource]! generationConfiguration:ExternalSourcesGenerationConfiguration',
  FieldForReranking: 'fieldName:string!',
  FilterAttribute: 'key:string! value:json!',
  FoundationModelConfiguration:
    'type:string! bedrockFoundationModelConfiguration:BedrockFoundationModelConfiguration mantleFoundationModelConfiguration:MantleFoundationModelConfiguration',
  GenerateQueryRequest:
    'queryGenerationInput:QueryGenerationInput! transformationConfiguration:TransformationConfiguration!',
  GenerationConfiguration:
    'promptTemplate:PromptTemplate guardrailConfiguration:GuardrailConfiguration inferenceConfig:InferenceConfig additionalModelRequestFields:{json} performanceConfig:PerformanceConfiguration',
  GetDocumentContentRequest: 'outputFormat:string userContext:UserContext',
  GuardrailConfiguration: 'guardrailId:string! guardrailVersion:string!',
  ImplicitFilterConfiguration: 'metadataAttributes:[MetadataAttributeSchema]! modelArn:string!',
  InferenceConfig: 'textInferenceConfig:TextInferenceConfig',
  InputImage: 'format:string! inlineContent:blob!',
  KnowledgeBaseQuery: 'type:string text:string image:InputImage',
  KnowledgeBaseRetrievalConfiguration:
    'vectorSearchConfiguration:KnowledgeBaseVectorSearchConfiguration managedSearchConfiguration:ManagedSearchConfiguration',
  KnowledgeBaseRetrieveAndGenerateConfiguration:
    'knowledgeBaseId:string! modelArn:string! retrievalConfiguration:KnowledgeBaseRetrievalConfiguration generationConfiguration:GenerationConfiguration orchestrationConfiguration:OrchestrationConfiguration',
  KnowledgeBaseRetrieverConfiguration:
    'knowledgeBaseId:string! retrievalOverrides:RetrievalOverrides',
  KnowledgeBaseVectorSearchConfiguration:
    'numberOfResults:number overrideSearchType:string filter:RetrievalFilter rerankingConfiguration:VectorSearchRerankingConfiguration implicitFilterConfiguration:ImplicitFilterConfiguration',
  ManagedSearchBedrockRerankingConfiguration:
    'modelConfiguration:ManagedSearchBedrockRerankingModelConfiguration! numberOfRerankedResults:number metadataConfiguration:MetadataConfigurationForReranking',
  ManagedSearchBedrockRerankingModelConfiguration:
    'modelArn:string! additionalModelRequestFields:{json}',
  ManagedSearchConfiguration:
    'numberOfResults:number filter:RetrievalFilter rerankingModelType:string rerankingConfiguration:ManagedSearchRerankingConfiguration',
  ManagedSearchRerankingConfiguration:
    'type:string! bedrockRerankingConfiguration:ManagedSearchBedrockRerankingConfiguration',
  MantleFoundationModelConfiguration: 'modelConfiguration:MantleFoundationModelModelConfiguration!',
  MantleFoundationModelModelConfiguration: 'modelArn:string! projectId:string',
  MetadataAttributeSchema: 'key:string! type:string! description:string!',
  MetadataConfigurationForReranking:
    'selectionMode:string! selectiveModeConfiguration:RerankingMetadataSelectiveModeConfiguration',
  OrchestrationConfiguration:
    'promptTemplate:PromptTemplate inferenceConfig:InferenceConfig additionalModelRequestFields:{json} queryTransformationConfiguration:QueryTransformationConfiguration performanceConfig:PerformanceConfiguration',
  PerformanceConfiguration: 'latency:string',
  PromptTemplate: 'textPromptTemplate:string',
  QueryGenerationInput: 'type:string! text:string!',
  QueryTransformationConfiguration: 'type:string!',
  RerankDocument: 'type:string! textDocument:RerankTextDocument jsonDocument:json',
  RerankQuery: 'type:string! textQuery:RerankTextDocument!',
  RerankRequest:
    'queries:[RerankQuery]! sources:[RerankSource]! rerankingConfiguration:RerankingConfiguration! nextToken:string',
  RerankSource: 'type:string! inlineDocumentSource:RerankDocument!',
  RerankTextDocument: 'text:string',
  RerankingConfiguration:
    'type:string! bedrockRerankingConfiguration:BedrockRerankingConfiguration!',
  RerankingMetadataSelectiveModeConfiguration:
    '| fieldsToInclude:[FieldForReranking] fieldsToExclude:[FieldForReranking]',
  RetrievalFilter:
    '| equals:FilterAttribute notEquals:FilterAttribute greaterThan:FilterAttribute greaterThanOrEquals:FilterAttribute lessThan:FilterAttribute lessThanOrEquals:FilterAttribute in:FilterAttribute notIn:FilterAttribute startsWith:FilterAttribute listContains:FilterAttribute stringContains:FilterAttribute andAll:[RetrievalFilter] orAll:[RetrievalFilter]',
  RetrievalOverrides: 'filter:RetrievalFilter maxNumberOfResults:number',
  RetrieveAndGenerateConfiguration:
    'type:string! knowledgeBaseConfiguration:KnowledgeBaseRetrieveAndGenerateConfiguration externalSourcesConfiguration:ExternalSourcesRetrieveAndGenerateConfiguration',
  RetrieveAndGenerateInput: 'text:string!',
  RetrieveAndGenerateRequest:
    'input:RetrieveAndGenerateInput! sessionId:string retrieveAndGenerateConfiguration:RetrieveAndGenerateConfiguration sessionConfiguration:RetrieveAndGenerateSessionConfiguration userContext:UserContext',
  RetrieveAndGenerateSessionConfiguration: 'kmsKeyArn:string!',
  RetrieveAndGenerateStreamRequest:
    'input:RetrieveAndGenerateInput! sessionId:string retrieveAndGenerateConfiguration:RetrieveAndGenerateConfiguration sessionConfiguration:RetrieveAndGenerateSessionConfiguration userContext:UserContext',
  RetrieveRequest:
    'retrievalQuery:KnowledgeBaseQuery! retrievalConfiguration:KnowledgeBaseRetrievalConfiguration guardrailConfiguration:GuardrailConfiguration nextToken:string userContext:UserContext',
  RetrieverConfiguration: '| knowledgeBase:KnowledgeBaseRetrieverConfiguration',
  S3ObjectDoc: 'uri:string!',
  TextInferenceConfig: 'temperature:number topP:number maxTokens:number stopSequences:[string]',
  TextToSqlConfiguration:
    'type:string! knowledgeBaseConfiguration:TextToSqlKnowledgeBaseConfiguration',
  TextToSqlKnowledgeBaseConfiguration: 'knowledgeBaseArn:string!',
  TransformationConfiguration: 'mode:string! textToSqlConfiguration:TextToSqlConfiguration',
  UserContext: 'userId:string!',
  VectorSearchBedrockRerankingConfiguration:
    'modelConfiguration:VectorSearchBedrockRerankingModelConfiguration! numberOfRerankedResults:number metadataConfiguration:MetadataConfigurationForReranking',
  VectorSearchBedrockRerankingModelConfiguration:
    'modelArn:string! additionalModelRequestFields:{json}',
  VectorSearchRerankingConfiguration:
    'type:string! bedrockRerankingConfiguration:VectorSearchBedrockRerankingConfiguration',
};
