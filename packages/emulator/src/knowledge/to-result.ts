import type { Hit, JsonObject } from '@ashlar/core';

/** A hit as a KnowledgeBaseRetrievalResult. */
export function toResult(hit: Hit): JsonObject {
  return {
    ...toReference(hit),
    score: hit.score,
    documentId: hit.source,
  };
}

/** A hit as the RetrievedReference of a citation. */
export function toReference(hit: Hit): JsonObject {
  return {
    content: { type: 'TEXT', text: hit.text },
    location: locationOf(hit.source),
    metadata: {
      ...hit.metadata,
      'x-amz-bedrock-kb-source-uri': hit.source,
      'x-amz-bedrock-kb-chunk-id': hit.id,
    },
  };
}

/** By the source's scheme; what is no place in S3 or the web is a document that was ingested directly. */
function locationOf(source: string): JsonObject {
  if (source.startsWith('s3://')) return { type: 'S3', s3Location: { uri: source } };
  if (/^https?:\/\//.test(source)) return { type: 'WEB', webLocation: { url: source } };
  return { type: 'CUSTOM', customDocumentLocation: { id: source } };
}
