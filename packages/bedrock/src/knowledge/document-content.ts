import { type Access, type CallContext, detachedContext } from '@ashlar/core';
import { modelError } from '../errors/failure.ts';
import { refuseUnknown } from '../errors/refuse-unknown.ts';
import type { BedrockConnection } from '../transport/connection.ts';
import { grant, type KnowledgeRights } from './rights.ts';
import { send } from './send.ts';

/** Options of {@link documentContent}. */
export interface DocumentContentOptions {
  /** Id of the knowledge base. */
  readonly id: string;
  readonly dataSource: string;
  readonly connection: BedrockConnection;
  /** Whose it is. Groups cannot be checked here: documents are asked for by id, not by metadata. */
  readonly rights: Omit<KnowledgeRights, 'groups' | 'tenant'> & {
    readonly tenant: Exclude<KnowledgeRights['tenant'], { readonly field: string }>;
  };
  /** `raw` is the file as it was; `extracted` its text as JSON. @default 'raw' */
  readonly format?: 'raw' | 'extracted';
}

/** Where a document can be read for five minutes. Whoever has the URL can read it: treat it as a secret. */
export interface DocumentLink {
  readonly url: string;
  readonly mimeType: string;
  readonly bytes?: number;
}

/**
 * Whole documents of a knowledge base by the `documentId` of a hit's metadata, through GetDocumentContent: the service gives a signed URL,
 * nothing is downloaded here.
 *
 * @throws AshlarError `access.missing` when nobody asks, `model.denied` for another tenant, `model.*`
 */
export function documentContent(
  options: DocumentContentOptions,
): (documentId: string, access: Access, context?: CallContext) => Promise<DocumentLink> {
  refuseUnknown('documentContent()', options, known);
  const { id, dataSource, connection, rights, format = 'raw' } = options;
  const subject = `knowledge-base/${id}`;
  return async (documentId, access, context = detachedContext()) => {
    const { filter, userContext } = grant(access, rights, subject);
    if (filter === false) {
      const what = `${subject} belongs to another tenant.`;
      throw modelError('model.denied', what, { model: subject });
    }
    const { signal } = context;
    const call = { connection, subject, units: 1, usdPerUnit: 0 };
    const reply = await send(call, context, signal, async (client) => {
      const { GetDocumentContentCommand } = await import('./sdk.ts');
      const command = new GetDocumentContentCommand({
        knowledgeBaseId: id,
        dataSourceId: dataSource,
        documentId,
        outputFormat: format === 'raw' ? 'RAW' : 'EXTRACTED',
        ...(userContext !== undefined && { userContext }),
      });
      return client.send(command, { abortSignal: signal });
    });
    const { presignedUrl: url, mimeType, documentContentLength: bytes } = reply;
    if (url === undefined || mimeType === undefined) {
      const what = `The reply of ${subject} has no URL or no type.`;
      throw modelError('model.failed', what, { model: subject });
    }
    return { url, mimeType, ...(bytes !== undefined && { bytes }) };
  };
}

const known = Object.keys({
  id: true,
  dataSource: true,
  connection: true,
  rights: true,
  format: true,
} satisfies Record<keyof DocumentContentOptions, true>);
