import type { Access, ChatModel, Check, Embedder, Reranker, Retriever } from '@ashlar/core';
import type { AuthOptions } from './auth/check-auth.ts';
import type { FaultRule } from './faults/fault.ts';
import type { SeededFaults } from './faults/seeded-faults.ts';
import type { BlockedMessages } from './guardrail/guardrail.ts';
import type { DocumentSource } from './knowledge/document.ts';
import type { Certificate } from './tls/self-signed.ts';
import type { ModelLimits } from './validate/model-limits.ts';

/**
 * One engine for every id, one per id, or a function from the id that a client asks for. Of an ARN the part behind the last
 * slash is an id as well.
 */
export type EngineFor<T> =
  | T
  | { readonly [id: string]: T }
  | ((id: string, wanted: Wanted) => T | undefined);

/** What a request says about the vectors that it wants. */
export interface Wanted {
  readonly dimensions?: number;
}

/** Who asks a knowledge base, as the request says it. */
export interface Asker {
  readonly knowledgeBase: string;
  /** `userContext.userId` */
  readonly userId?: string;
}

export interface EmulatorOptions {
  /** Answers Converse, ConverseStream, CountTokens, InvokeModel with the bodies of chat models, and what knowledge bases generate. An id without an engine is refused as the service refuses it. */
  readonly chat?: EngineFor<ChatModel>;
  /** Answers InvokeModel with the bodies of embedding models. @default none: such calls are refused */
  readonly embedder?: EngineFor<Embedder>;
  /** Answers Rerank, and reranks in Retrieve, by model ARN. @default none: such calls are refused */
  readonly reranker?: EngineFor<Reranker>;
  /** Knowledge bases by their id of ten letters and digits. @default none */
  readonly retrievers?: EngineFor<Retriever>;
  /** Guardrails by their identifier: the checks that are their policies. @default none */
  readonly checks?: EngineFor<readonly Check[]>;
  /** What guardrails say in the place of what they block. @default the console's sentence */
  readonly blockedMessages?: Partial<BlockedMessages>;
  /**
   * On whose behalf a knowledge base is read; nothing refuses the request.
   *
   * @default a principal of tenant `default` without groups, or unrestricted where the request has no `userContext`
   */
  readonly access?: (asker: Asker) => Access | undefined;
  /** Whole documents behind knowledge bases, for GetDocumentContent. @default none */
  readonly documents?: DocumentSource;
  /** Makes SQL of a text, for GenerateQuery; nothing for a knowledge base that it does not know. @default none */
  readonly toSql?: (
    text: string,
    knowledgeBase: string,
  ) => Promise<string | readonly string[] | undefined> | string | readonly string[] | undefined;
  /** Most results of Retrieve and Rerank in one response; `nextToken` leads to the rest. @default 25 */
  readonly pageSize?: number;
  /** Who may ask. @default anybody: signatures are not looked at */
  readonly auth?: AuthOptions;
  /** HTTPS for HTTP/1.1 and HTTP/2 (ALPN): with a certificate of yours, or `true` for one that signs itself. @default false */
  readonly tls?: boolean | Certificate;
  /** Loopback port. @default 0: any that is free */
  readonly port?: number;
  /** Faults to play, by request or by model; the first rule that fits is played. @default none */
  readonly faults?: readonly FaultRule[];
  /** Faults by chance that is the same at every run, where no rule fits. @default none */
  readonly chaos?: SeededFaults;
  /** What models cannot do, by their id as clients ask for it. @default no limits */
  readonly models?: { readonly [modelId: string]: ModelLimits };
}
