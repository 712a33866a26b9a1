import type { Operation } from '../server/operation.ts';
import { agenticRetrieveStream } from './agentic-retrieve-stream.ts';
import { applyGuardrail } from './apply-guardrail.ts';
import type { AnswerOperation } from './call.ts';
import { converse } from './converse.ts';
import { converseStream } from './converse-stream.ts';
import { countTokens } from './count-tokens.ts';
import { generateQuery } from './generate-query.ts';
import { getDocumentContent } from './get-document-content.ts';
import { invokeGuardrailChecks } from './invoke-guardrail-checks.ts';
import { invokeModel } from './invoke-model.ts';
import { invokeModelWithResponseStream } from './invoke-model-with-response-stream.ts';
import { rerank } from './rerank.ts';
import { retrieve } from './retrieve.ts';
import { retrieveAndGenerate } from './retrieve-and-generate.ts';
import { retrieveAndGenerateStream } from './retrieve-and-generate-stream.ts';

/** How each operation is answered. */
export const answers: Readonly<Record<Operation, AnswerOperation>> = {
  Converse: converse,
  ConverseStream: converseStream,
  InvokeModel: invokeModel,
  InvokeModelWithResponseStream: invokeModelWithResponseStream,
  CountTokens: countTokens,
  ApplyGuardrail: applyGuardrail,
  InvokeGuardrailChecks: invokeGuardrailChecks,
  Rerank: rerank,
  Retrieve: retrieve,
  RetrieveAndGenerate: retrieveAndGenerate,
  RetrieveAndGenerateStream: retrieveAndGenerateStream,
  AgenticRetrieveStream: agenticRetrieveStream,
  GenerateQuery: generateQuery,
  GetDocumentContent: getDocumentContent,
};
