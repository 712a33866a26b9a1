// All that an application sees. It is named after the company's needs; nothing of Bedrock or the AWS SDK is in it.
export { type Principal, type Scope, type Tool, textOf, user } from '@ashlar/core';
export { type GenAi, type GenAiOptions, genAi } from './genai.ts';
export type { ModelName } from './models.ts';
