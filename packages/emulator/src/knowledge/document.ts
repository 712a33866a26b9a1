import type { Access } from '@ashlar/core';

/** A document behind a knowledge base, as a whole. */
export interface SourceDocument {
  readonly mimeType: string;
  readonly content: string | Uint8Array;
  /** The text of a document that is none; GetDocumentContent gives it as `EXTRACTED`. @default the content, of a text type */
  readonly extracted?: string;
}

/** Finds a document on somebody's behalf; nothing when it does not exist for them. */
export type DocumentSource = (
  document: { readonly knowledgeBase: string; readonly dataSource: string; readonly id: string },
  access: Access,
) => Promise<SourceDocument | undefined> | SourceDocument | undefined;
