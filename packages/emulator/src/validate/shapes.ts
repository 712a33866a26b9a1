// Derived from the schemas of @aws-sdk/client-bedrock-runtime 3.1162.0 by test/derive/write-shapes.ts; a test compares them.

/** Structures of requests: members as `name:type`, required ones with `!`; a union begins with `|`. */
export const shapes: Readonly<Record<string, string>> = {
  AnyToolChoice: '',
  ApplyGuardrailRequest: 'source:string! content:[GuardrailContentBlock]! outputScope:string',
  AudioBlock: 'format:string! source:AudioSource! error:ErrorBlock',
  AudioSource: '| bytes:blob s3Location:S3Location',
  AutoToolChoice: '',
  CachePointBlock: 'type:string! ttl:string',
  Citation:
    'title:string source:string sourceContent:[CitationSourceContent] location:CitationLocation',
  CitationGeneratedContent: '| text:string',
  CitationLocation:
    '| web:WebLocation documentChar:DocumentCharLocation documentPage:DocumentPageLocation documentChunk:DocumentChunkLocation searchResultLocation:SearchResultLocation',
  CitationSourceContent: '| text:string',
  CitationsConfig: 'enabled:boolean!',
  CitationsContentBlock: 'content:[CitationGeneratedContent] citations:[Citation]',
  ContentBlock:
    '| text:string image:ImageBlock document:DocumentBlock video:VideoBlock audio:AudioBlock toolUse:ToolUseBlock toolResult:ToolResultBlock guardContent:GuardrailConverseContentBlock cachePoint:CachePointBlock reasoningContent:ReasoningContentBlock citationsContent:CitationsContentBlock searchResult:SearchResultBlock toolAddition:ToolAdditionBlock toolRemoval:ToolRemovalBlock',
  ConverseRequest:
    'messages:[Message] system:[SystemContentBlock] inferenceConfig:InferenceConfiguration toolConfig:ToolConfiguration guardrailConfig:GuardrailConfiguration additionalModelRequestFields:json promptVariables:{PromptVariableValues} additionalModelResponseFieldPaths:[string] requestMetadata:{string} performanceConfig:PerformanceConfiguration serviceTier:ServiceTier outputConfig:OutputConfig',
  ConverseStreamRequest:
    'messages:[Message] system:[SystemContentBlock] inferenceConfig:InferenceConfiguration toolConfig:ToolConfiguration guardrailConfig:GuardrailStreamConfiguration additionalModelRequestFields:json promptVariables:{PromptVariableValues} additionalModelResponseFieldPaths:[string] requestMetadata:{string} performanceConfig:PerformanceConfiguration serviceTier:ServiceTier outputConfig:OutputConfig',
  ConverseTokensRequest:
    'messages:[Message] system:[SystemContentBlock] toolConfig:ToolConfiguration additionalModelRequestFields:json',
  CountTokensInput: '| invokeModel:InvokeModelTokensRequest converse:ConverseTokensRequest',
  CountTokensRequest: 'input:CountTokensInput!',
  DocumentBlock:
    'name:string! source:DocumentSource! format:string context:string citations:CitationsConfig',
  DocumentCharLocation: 'documentIndex:number start:number end:number',
  DocumentChunkLocation: 'documentIndex:number start:number end:number',
  DocumentContentBlock: '| text:string',
  DocumentPageLocation: 'documentIndex:number start:number end:number',
  DocumentSource: '| bytes:blob s3Location:S3Location text:string content:[DocumentContentBlock]',
  ErrorBlock: 'message:string',
  GuardrailChecksConfig:
    'contentFilter:GuardrailChecksContentFilterConfig promptAttack:GuardrailChecksPromptAttackConfig sensitiveInformation:GuardrailChecksSensitiveInformationConfig',
  GuardrailChecksContentBlock: '| text:string',
  GuardrailChecksContentFilterCategoryConfig: 'category:string!',
  GuardrailChecksContentFilterConfig: 'categories:[GuardrailChecksContentFilterCategoryConfig]!',
  GuardrailChecksMessage: 'role:string! content:[GuardrailChecksContentBlock]!',
  GuardrailChecksPromptAttackCategoryConfig: 'category:string!',
  GuardrailChecksPromptAttackConfig: 'categories:[GuardrailChecksPromptAttackCategoryConfig]!',
  GuardrailChecksSensitiveInformationConfig:
    'entities:[GuardrailChecksSensitiveInformationEntityConfig]!',
  GuardrailChecksSensitiveInformationEntityConfig: 'type:string!',
  GuardrailConfiguration: 'guardrailIdentifier:string guardrailVersion:string trace:string',
  GuardrailContentBlock: '| text:GuardrailTextBlock image:GuardrailImageBlock',
  GuardrailConverseContentBlock:
    '| text:GuardrailConverseTextBlock image:GuardrailConverseImageBlock',
  GuardrailConverseImageBlock: 'format:string! source:GuardrailConverseImageSource!',
  GuardrailConverseImageSource: '| bytes:blob',
  GuardrailConverseTextBlock: 'text:string! qualifiers:[string]',
  GuardrailImageBlock: 'format:string! source:GuardrailImageSource!',
  GuardrailImageSource: '| bytes:blob',
  GuardrailStreamConfiguration:
    'guardrailIdentifier:string guardrailVersion:string trace:string streamProcessingMode:string',
  GuardrailTextBlock: 'text:string! qualifiers:[string]',
  ImageBlock: 'format:string! source:ImageSource! error:ErrorBlock',
  ImageSource: '| bytes:blob s3Location:S3Location',
  InferenceConfiguration: 'maxTokens:number temperature:number topP:number stopSequences:[string]',
  InvokeGuardrailChecksRequest: 'messages:[GuardrailChecksMessage]! checks:GuardrailChecksConfig!',
  InvokeModelTokensRequest: 'body:blob!',
  JsonSchemaDefinition: 'schema:string! name:string description:string',
  Message: 'role:string! content:[ContentBlock]!',
  OutputConfig: 'textFormat:OutputFormat effort:string',
  OutputFormat: 'type:string! structure:OutputFormatStructure!',
  OutputFormatStructure: '| jsonSchema:JsonSchemaDefinition',
  PerformanceConfiguration: 'latency:string',
  PromptVariableValues: '| text:string',
  ReasoningContentBlock: '| reasoningText:ReasoningTextBlock redactedContent:blob',
  ReasoningTextBlock: 'text:string! signature:string',
  S3Location: 'uri:string! bucketOwner:string',
  SearchResultBlock:
    'source:string! title:string! content:[SearchResultContentBlock]! citations:CitationsConfig',
  SearchResultContentBlock: 'text:string!',
  SearchResultLocation: 'searchResultIndex:number start:number end:number',
  ServiceTier: 'type:string!',
  SpecificToolChoice: 'name:string!',
  SystemContentBlock:
    '| text:string guardContent:GuardrailConverseContentBlock cachePoint:CachePointBlock',
  SystemTool: 'name:string!',
  Tool: '| toolSpec:ToolSpecification systemTool:SystemTool cachePoint:CachePointBlock',
  ToolAdditionBlock: 'tool:ToolReference!',
  ToolChoice: '| auto:AutoToolChoice any:AnyToolChoice tool:SpecificToolChoice',
  ToolConfiguration: 'tools:[Tool]! toolChoice:ToolChoice',
  ToolInputSchema: '| json:json',
  ToolReference: 'type:string name:string serverName:string',
  ToolRemovalBlock: 'tool:ToolReference!',
  ToolResultBlock: 'toolUseId:string! content:[ToolResultContentBlock]! status:string type:string',
  ToolResultContentBlock:
    '| json:json text:string image:ImageBlock document:DocumentBlock video:VideoBlock searchResult:SearchResultBlock',
  ToolSpecification: 'name:string! inputSchema:ToolInputSchema! description:string strict:boolean',
  ToolUseBlock: 'toolUseId:string! name:string! input:json! type:string',
  VideoBlock: 'format:string! source:VideoSource!',
  VideoSource: '| bytes:blob s3Location:S3Location',
  WebLocation: 'url:string domain:string',
};
