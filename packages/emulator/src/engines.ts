import type { Access, ChatModel, Check, Embedder, Reranker, Retriever } from '@ashlar/core';
import { engineFor, findEngine } from './engine-for.ts';
import { ServiceError, validationError } from './errors.ts';
import { defaultMessages, type Guardrail } from './guardrail/guardrail.ts';
import type { DocumentSource } from './knowledge/document.ts';
import { type Sessions, sessions } from './knowledge/sessions.ts';
import type { Asker, EmulatorOptions, Wanted } from './options.ts';
import { type Downloads, downloads } from './server/downloads.ts';

/** What stands behind the ids of requests. Each way throws the service's error for an id that it does not know. */
export interface Engines {
  chatModel(modelId: string): ChatModel;
  embedder(modelId: string, wanted: Wanted): Embedder;
  reranker(modelArn: string): Reranker;
  retriever(knowledgeBase: string): Retriever;
  guardrail(identifier: string, version: string): Guardrail;
  access(asker: Asker): Access;
  /** The service's own model: the engine `managed`, or the one that serves every id. */
  managedChatModel(): ChatModel | undefined;
  toSql(text: string, knowledgeBase: string): Promise<string | readonly string[]>;
  readonly documents: DocumentSource | undefined;
  readonly downloads: Downloads;
  readonly pageSize: number;
  readonly sessions: Sessions;
}

export function enginesOf(options: EmulatorOptions): Engines {
  const { chat, embedder, reranker, retrievers, checks, blockedMessages } = options;
  return {
    chatModel: (id) => engineFor(chat, id, isChatModel, unknownModel),
    embedder: (id, wanted) => engineFor(embedder, id, isEmbedder, unknownModel, wanted),
    reranker: (arn) => engineFor(reranker, arn, isReranker, unknownModel),
    retriever: (id) => engineFor(retrievers, id, isRetriever, unknownKnowledgeBase),
    guardrail: (identifier, version) => ({
      identifier,
      version,
      checks: engineFor(checks, identifier, isChecks, unknownGuardrail),
      messages: { ...defaultMessages, ...blockedMessages },
    }),
    access: (asker) => {
      const access = (options.access ?? anybody)(asker);
      if (access !== undefined) return access;
      throw new ServiceError('AccessDeniedException', 403, {
        message: `The user may not read the knowledge base ${asker.knowledgeBase}.`,
      });
    },
    managedChatModel: () => findEngine(chat, 'managed', isChatModel),
    toSql: async (text, knowledgeBase) => {
      const sql = await options.toSql?.(text, knowledgeBase);
      if (sql === undefined) throw unknownKnowledgeBase(knowledgeBase);
      return sql;
    },
    documents: options.documents,
    downloads: downloads(),
    pageSize: options.pageSize ?? 25,
    sessions: sessions(),
  };
}

function anybody({ userId }: Asker): Access {
  return userId === undefined
    ? { unrestricted: 'the request has no userContext' }
    : { tenant: 'default', subject: userId, groups: [] };
}

function unknownModel(id: string): ServiceError {
  return id.startsWith('arn:')
    ? new ServiceError('ResourceNotFoundException', 404, {
        message: `Could not resolve the foundation model from the provided model identifier. The emulator has no engine for ${id}.`,
      })
    : validationError(
        `The provided model identifier is invalid. The emulator has no engine for ${id}.`,
      );
}

function unknownKnowledgeBase(id: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 404, {
    message: `Knowledge Base with id ${id} does not exist. The emulator has no retriever for it.`,
  });
}

function unknownGuardrail(id: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 404, {
    message: `The guardrail identifier or version provided in the request does not exist. The emulator has no checks for ${id}.`,
  });
}

function isChatModel(value: object): value is ChatModel {
  return 'generate' in value && typeof value.generate === 'function';
}

function isEmbedder(value: object): value is Embedder {
  return 'embed' in value && typeof value.embed === 'function';
}

function isReranker(value: object): value is Reranker {
  return 'rerank' in value && typeof value.rerank === 'function';
}

function isRetriever(value: object): value is Retriever {
  return 'retrieve' in value && typeof value.retrieve === 'function';
}

function isChecks(value: object): value is readonly Check[] {
  return Array.isArray(value);
}
