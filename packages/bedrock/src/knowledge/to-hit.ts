import { createHash } from 'node:crypto';
import type { Hit, JsonObject, Label } from '@ashlar/core';
import type {
  RetrievalResultContent,
  RetrievalResultLocation,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { toRaw } from '../convert/raw-block.ts';

/** What Retrieve, RetrieveAndGenerate and AgenticRetrieve say of a passage. */
export interface FoundPassage {
  readonly content?: RetrievalResultContent | undefined;
  readonly location?: RetrievalResultLocation | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly score?: number | undefined;
  readonly documentId?: string | undefined;
}

/**
 * The hit of a passage; `undefined` when it has no text, as images have. The text is as it came, to the last space: quotes are found in
 * it. A row of a table is its columns as JSON, sound and film are their transcript and summary.
 */
export function toHit(found: FoundPassage, knowledgeBase: string, label: Label): Hit | undefined {
  const text = textOf(found.content);
  if (text === undefined || text.trim() === '') return undefined;
  const metadata = toRaw(found.metadata ?? {});
  const source =
    sourceOf(found.location) ?? named(metadata, found) ?? `knowledge-base/${knowledgeBase}`;
  const { documentId } = found;
  return {
    id: textAt(metadata, 'x-amz-bedrock-kb-chunk-id') ?? digest(source, text),
    text,
    score: found.score ?? 0,
    source,
    metadata: documentId === undefined ? metadata : { ...metadata, documentId },
    label,
  };
}

function textOf(content: RetrievalResultContent | undefined): string | undefined {
  if (content?.text !== undefined) return content.text;
  if (content?.row !== undefined) {
    const columns = content.row.map(({ columnName = '', columnValue }) => [
      columnName,
      columnValue,
    ]);
    return JSON.stringify(Object.fromEntries(columns));
  }
  return content?.audio?.transcription ?? content?.video?.summary;
}

function sourceOf(location: RetrievalResultLocation | undefined): string | undefined {
  const { s3Location, kendraDocumentLocation, customDocumentLocation, sqlLocation } =
    location ?? {};
  const web =
    location?.webLocation ??
    location?.confluenceLocation ??
    location?.salesforceLocation ??
    location?.sharePointLocation ??
    location?.oneDriveLocation ??
    location?.googleDriveLocation;
  return (
    s3Location?.uri ??
    web?.url ??
    kendraDocumentLocation?.uri ??
    customDocumentLocation?.id ??
    sqlLocation?.query
  );
}

function named(metadata: JsonObject, { documentId }: FoundPassage): string | undefined {
  return textAt(metadata, 'x-amz-bedrock-kb-source-uri') ?? documentId;
}

function textAt(metadata: JsonObject, key: string): string | undefined {
  const value = metadata[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function digest(source: string, text: string): string {
  return createHash('sha256').update(source).update('\0').update(text).digest('hex').slice(0, 32);
}
