/** Limits of one member, as the service model publishes them. */
export interface Constraint {
  readonly min?: number;
  readonly max?: number;
  readonly integer?: true;
  /** Fewest and most characters, items or entries. */
  readonly length?: readonly [min: number, max?: number];
  readonly pattern?: string;
  readonly values?: readonly string[];
  /** Of each item of a list, or each value of a map. */
  readonly items?: Constraint;
  /** Of each key of a map. */
  readonly keys?: Constraint;
}

const imageFormats = { values: ['png', 'jpeg', 'gif', 'webp'] };
const documentFormats = {
  values: ['pdf', 'csv', 'doc', 'docx', 'xls', 'xlsx', 'html', 'txt', 'md'],
};
const videoFormats = {
  values: ['mkv', 'mov', 'mp4', 'webm', 'flv', 'mpeg', 'mpg', 'wmv', 'three_gp'],
};
const audioFormats = {
  values: ('mp3 opus wav aac flac mp4 ogg mkv mka x-aac m4a mpeg mpga pcm webm' as const).split(
    ' ',
  ),
};
const toolUseId: Constraint = { length: [1, 64], pattern: '[a-zA-Z0-9_.:-]+' };
const toolName: Constraint = { length: [1, 64], pattern: '[a-zA-Z0-9_-]+' };
const index: Constraint = { min: 0, integer: true };
const guardrailId: Constraint = {
  length: [0, 2048],
  pattern:
    '(|([a-z0-9]+)|(arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:guardrail/[a-z0-9]+))',
};
const metadataText = 'a-zA-Z0-9\\s:_@$#=/+,-.';

/**
 * Limits by `Structure.member`. Source of every row: botocore's `bedrock-runtime/2023-09-30/service-2.json` of 2026-08-07,
 * the shape that the member refers to there (the published JavaScript client carries names and types only).
 */
export const constraints: Readonly<Record<string, Constraint>> = {
  'ApplyGuardrailRequest.outputScope': { values: ['INTERVENTIONS', 'FULL'] },
  'ApplyGuardrailRequest.source': { values: ['INPUT', 'OUTPUT'] },
  'AudioBlock.format': audioFormats,
  'AudioSource.bytes': { length: [1] },
  'CachePointBlock.ttl': { values: ['5m', '1h'] },
  'CachePointBlock.type': { values: ['default'] },
  'ConverseRequest.additionalModelResponseFieldPaths': {
    length: [0, 10],
    items: { length: [1, 256] },
  },
  'ConverseRequest.requestMetadata': {
    length: [1, 16],
    keys: { length: [1, 256], pattern: `[${metadataText}]{1,256}` },
    items: { length: [0, 256], pattern: `[${metadataText}]{0,256}` },
  },
  'DocumentBlock.format': documentFormats,
  'DocumentBlock.name': { length: [1, 200] },
  'DocumentCharLocation.documentIndex': index,
  'DocumentCharLocation.end': index,
  'DocumentCharLocation.start': index,
  'DocumentChunkLocation.documentIndex': index,
  'DocumentChunkLocation.end': index,
  'DocumentChunkLocation.start': index,
  'DocumentPageLocation.documentIndex': index,
  'DocumentPageLocation.end': index,
  'DocumentPageLocation.start': index,
  'DocumentSource.bytes': { length: [1] },
  'GuardrailChecksContentBlock.text': { length: [1] },
  'GuardrailChecksContentFilterCategoryConfig.category': {
    values: ['VIOLENCE', 'HATE', 'SEXUAL', 'MISCONDUCT', 'INSULTS'],
  },
  'GuardrailChecksContentFilterConfig.categories': { length: [1, 5] },
  'GuardrailChecksMessage.content': { length: [1] },
  'GuardrailChecksMessage.role': { values: ['user', 'assistant', 'system'] },
  'GuardrailChecksPromptAttackCategoryConfig.category': {
    values: ['JAILBREAK', 'PROMPT_INJECTION', 'PROMPT_LEAKAGE'],
  },
  'GuardrailChecksPromptAttackConfig.categories': { length: [1, 3] },
  'GuardrailChecksSensitiveInformationConfig.entities': { length: [1, 31] },
  'GuardrailChecksSensitiveInformationEntityConfig.type': {
    values: [
      'ADDRESS',
      'AGE',
      'AWS_ACCESS_KEY',
      'AWS_SECRET_KEY',
      'CA_HEALTH_NUMBER',
      'CA_SOCIAL_INSURANCE_NUMBER',
      'CREDIT_DEBIT_CARD_CVV',
      'CREDIT_DEBIT_CARD_EXPIRY',
      'CREDIT_DEBIT_CARD_NUMBER',
      'DRIVER_ID',
      'EMAIL',
      'INTERNATIONAL_BANK_ACCOUNT_NUMBER',
      'IP_ADDRESS',
      'LICENSE_PLATE',
      'MAC_ADDRESS',
      'NAME',
      'PASSWORD',
      'PHONE',
      'PIN',
      'SWIFT_CODE',
      'UK_NATIONAL_HEALTH_SERVICE_NUMBER',
      'UK_NATIONAL_INSURANCE_NUMBER',
      'UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER',
      'URL',
      'USERNAME',
      'US_BANK_ACCOUNT_NUMBER',
      'US_BANK_ROUTING_NUMBER',
      'US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER',
      'US_PASSPORT_NUMBER',
      'US_SOCIAL_SECURITY_NUMBER',
      'VEHICLE_IDENTIFICATION_NUMBER',
    ],
  },
  'GuardrailConfiguration.guardrailIdentifier': guardrailId,
  'GuardrailConfiguration.guardrailVersion': { pattern: '(|([1-9][0-9]{0,7})|(DRAFT))' },
  'GuardrailConfiguration.trace': { values: ['enabled', 'disabled', 'enabled_full'] },
  'GuardrailConverseImageBlock.format': { values: ['png', 'jpeg'] },
  'GuardrailConverseTextBlock.qualifiers': {
    items: { values: ['grounding_source', 'query', 'guard_content'] },
  },
  'GuardrailImageBlock.format': { values: ['png', 'jpeg'] },
  'GuardrailImageSource.bytes': { length: [1] },
  'GuardrailStreamConfiguration.guardrailIdentifier': guardrailId,
  'GuardrailStreamConfiguration.guardrailVersion': { pattern: '(|([1-9][0-9]{0,7})|(DRAFT))' },
  'GuardrailStreamConfiguration.streamProcessingMode': { values: ['sync', 'async'] },
  'GuardrailStreamConfiguration.trace': { values: ['enabled', 'disabled', 'enabled_full'] },
  'GuardrailTextBlock.qualifiers': {
    items: { values: ['grounding_source', 'query', 'guard_content'] },
  },
  'ImageBlock.format': imageFormats,
  'ImageSource.bytes': { length: [1] },
  'InferenceConfiguration.maxTokens': { min: 1, integer: true },
  'InferenceConfiguration.stopSequences': { length: [0, 2500], items: { length: [1] } },
  'InferenceConfiguration.temperature': { min: 0, max: 1 },
  'InferenceConfiguration.topP': { min: 0, max: 1 },
  'InvokeGuardrailChecksRequest.messages': { length: [1] },
  'Message.role': { values: ['user', 'assistant', 'system'] },
  'OutputConfig.effort': { length: [0, 16] },
  'OutputFormat.type': { values: ['json_schema'] },
  'PerformanceConfiguration.latency': { values: ['standard', 'optimized'] },
  'S3Location.bucketOwner': { pattern: '[0-9]{12}' },
  'S3Location.uri': { length: [1, 1024], pattern: 's3://[a-z0-9][.\\-a-z0-9]{1,61}[a-z0-9](/.*)?' },
  'SearchResultLocation.end': index,
  'SearchResultLocation.searchResultIndex': index,
  'SearchResultLocation.start': index,
  'ServiceTier.type': { values: ['priority', 'default', 'flex', 'reserved'] },
  'SpecificToolChoice.name': toolName,
  'SystemContentBlock.text': { length: [1] },
  'SystemTool.name': toolName,
  'ToolConfiguration.tools': { length: [1] },
  'ToolReference.name': { length: [1, 128] },
  'ToolReference.serverName': { length: [1, 128] },
  'ToolReference.type': { length: [1, 64] },
  'ToolResultBlock.status': { values: ['success', 'error'] },
  'ToolResultBlock.toolUseId': toolUseId,
  'ToolSpecification.description': { length: [1] },
  'ToolSpecification.name': toolName,
  'ToolUseBlock.name': toolName,
  'ToolUseBlock.toolUseId': toolUseId,
  'ToolUseBlock.type': { values: ['server_tool_use'] },
  'VideoBlock.format': videoFormats,
  'VideoSource.bytes': { length: [1] },
};
