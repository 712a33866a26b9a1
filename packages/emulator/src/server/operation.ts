/** An operation that the emulator serves: where it is asked for, and which structure its body is held against. */
export interface OperationSpec {
  readonly service: 'runtime' | 'agent-runtime';
  /** Path with its labels in braces; the first label says what is asked. */
  readonly path: string;
  /** Most bytes of the body. @default the emulator's own limit */
  readonly maxBodyBytes?: number;
  /** Structure of the published client for the body. Absent: the body is the model's own. */
  readonly request?: string;
}

export type Operation =
  | 'Converse'
  | 'ConverseStream'
  | 'InvokeModel'
  | 'InvokeModelWithResponseStream'
  | 'CountTokens'
  | 'ApplyGuardrail'
  | 'InvokeGuardrailChecks'
  | 'Rerank'
  | 'Retrieve'
  | 'RetrieveAndGenerate'
  | 'RetrieveAndGenerateStream'
  | 'AgenticRetrieveStream'
  | 'GenerateQuery'
  | 'GetDocumentContent';

/** Everything that is served, as the service models publish it (operation, method POST, request URI). */
export const operations: Readonly<Record<Operation, OperationSpec>> = {
  Converse: {
    service: 'runtime',
    path: '/model/{modelId}/converse',
    request: 'ConverseRequest',
  },
  ConverseStream: {
    service: 'runtime',
    path: '/model/{modelId}/converse-stream',
    request: 'ConverseStreamRequest',
  },
  InvokeModel: {
    service: 'runtime',
    path: '/model/{modelId}/invoke',
    maxBodyBytes: 25_000_000,
  },
  InvokeModelWithResponseStream: {
    service: 'runtime',
    path: '/model/{modelId}/invoke-with-response-stream',
    maxBodyBytes: 25_000_000,
  },
  CountTokens: {
    service: 'runtime',
    path: '/model/{modelId}/count-tokens',
    request: 'CountTokensRequest',
  },
  ApplyGuardrail: {
    service: 'runtime',
    path: '/guardrail/{guardrailIdentifier}/version/{guardrailVersion}/apply',
    request: 'ApplyGuardrailRequest',
  },
  InvokeGuardrailChecks: {
    service: 'runtime',
    path: '/guardrail-checks/invoke',
    request: 'InvokeGuardrailChecksRequest',
  },
  Rerank: { service: 'agent-runtime', path: '/rerank', request: 'RerankRequest' },
  Retrieve: {
    service: 'agent-runtime',
    path: '/knowledgebases/{knowledgeBaseId}/retrieve',
    request: 'RetrieveRequest',
  },
  RetrieveAndGenerate: {
    service: 'agent-runtime',
    path: '/retrieveAndGenerate',
    request: 'RetrieveAndGenerateRequest',
  },
  RetrieveAndGenerateStream: {
    service: 'agent-runtime',
    path: '/retrieveAndGenerateStream',
    request: 'RetrieveAndGenerateStreamRequest',
  },
  AgenticRetrieveStream: {
    service: 'agent-runtime',
    path: '/agenticRetrieveStream',
    request: 'AgenticRetrieveStreamRequest',
  },
  GenerateQuery: {
    service: 'agent-runtime',
    path: '/generateQuery',
    request: 'GenerateQueryRequest',
  },
  GetDocumentContent: {
    service: 'agent-runtime',
    path: '/knowledgebases/{knowledgeBaseId}/datasources/{dataSourceId}/documents/{documentId}/content',
    request: 'GetDocumentContentRequest',
  },
};

export const operationNames: readonly Operation[] = Object.keys(operations).filter(isOperation);

function isOperation(name: string): name is Operation {
  return Object.hasOwn(operations, name);
}
