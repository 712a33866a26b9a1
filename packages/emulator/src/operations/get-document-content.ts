import { ServiceError } from '../errors.ts';
import type { SourceDocument } from '../knowledge/document.ts';
import { objectAt, stringAt } from '../wire/read.ts';
import type { OperationCall } from './call.ts';

/** Answers GetDocumentContent with a link of the emulator's own, under which the document can be fetched for five minutes. */
export async function getDocumentContent(call: OperationCall): Promise<void> {
  const { labels, body, engines } = call;
  const {
    knowledgeBaseId: knowledgeBase = '',
    dataSourceId: dataSource = '',
    documentId: id = '',
  } = labels;
  const userId = stringAt(objectAt(body, 'userContext'), 'userId');
  const access = engines.access({ knowledgeBase, ...(userId !== undefined && { userId }) });
  const document = await engines.documents?.({ knowledgeBase, dataSource, id }, access);
  if (document === undefined) {
    throw new ServiceError('ResourceNotFoundException', 404, {
      message: `The document ${id} does not exist in the data source ${dataSource} of the knowledge base ${knowledgeBase}.`,
    });
  }
  const { mimeType, bytes } = toBytes(document, stringAt(body, 'outputFormat') ?? 'RAW');
  await call.reply.body({
    mimeType,
    presignedUrl: `${call.url}${engines.downloads.offer({ mimeType, bytes })}`,
    documentContentLength: bytes.length,
  });
}

function toBytes(document: SourceDocument, format: string): { mimeType: string; bytes: Buffer } {
  const { mimeType, content, extracted } = document;
  if (format === 'EXTRACTED' && extracted !== undefined) {
    return { mimeType: 'text/plain', bytes: Buffer.from(extracted) };
  }
  return {
    mimeType,
    bytes: typeof content === 'string' ? Buffer.from(content) : Buffer.from(content),
  };
}
