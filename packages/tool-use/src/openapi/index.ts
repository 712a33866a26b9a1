export type { Authorize, CredentialRequest, Credentials } from './credentials.ts';
export type { OpenApiObject } from './document.ts';
export type { OpenApiOperation } from './openapi-operation.ts';
export { type OpenApiToolsOptions, type OperationSettings, openApiTools } from './openapi-tools.ts';
