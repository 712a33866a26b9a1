import type { AnyAshlarError, Json, JsonObject, Outcome } from '@ashlar/core';
import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/server';
import { type ContentPart, isToolContent } from '../../results/tool-content.ts';

/** What a client is told of a run that ended: its value, or that it failed, why, and nothing of what is inside. */
export function callResult(
  outcome: Outcome<unknown>,
  name: string,
  errorText: (error: AnyAshlarError, tool: string) => string,
): CallToolResult {
  switch (outcome.status) {
    case 'completed':
      return completed(outcome.value as Json | undefined);
    case 'stopped': {
      const { reason, partial } = outcome;
      return failed(`${name} stopped before it was done (${reason}).`, {
        status: 'stopped',
        reason,
        ...(partial !== undefined && { partial: partial as Json }),
      });
    }
    case 'blocked':
      return failed(`${name} was not allowed to answer.`, { status: 'blocked' });
    case 'suspended': {
      const { checkpoint, pending } = outcome;
      const names = pending.map((one) => one.name);
      return failed(
        `${name} waits for a decision of a person (${names.join(', ')}). It has not been done. Do not call it again: the decision is made elsewhere.`,
        {
          status: 'suspended',
          runId: checkpoint.runId,
          pending: pending.map(({ id, kind, name: asked }) => ({ id, kind, name: asked })),
        },
      );
    }
    case 'failed': {
      const { code, retryable } = outcome.error;
      return failed(errorText(outcome.error, name), { status: 'failed', code, retryable });
    }
  }
}

function completed(value: Json | undefined): CallToolResult {
  if (value === undefined || value === null) return { content: [] };
  if (isToolContent(value)) return { content: value.ashlarContent.map(block) };
  const text: ContentBlock = {
    type: 'text',
    text: typeof value === 'string' ? value : JSON.stringify(value),
  };
  const isObject = typeof value === 'object' && !Array.isArray(value);
  return { content: [text], ...(isObject && { structuredContent: value as JsonObject }) };
}

function failed(text: string, status: JsonObject): CallToolResult {
  return { content: [{ type: 'text', text }], structuredContent: status, isError: true };
}

function block(part: ContentPart): ContentBlock {
  if (part.type === 'text') return { type: 'text', text: part.text };
  if (part.type === 'json') return { type: 'text', text: JSON.stringify(part.value) };
  const { source } = part;
  if ('text' in source) return { type: 'text', text: source.text };
  if ('uri' in source) return { type: 'resource_link', uri: source.uri, name: nameOf(part) };
  const { base64 } = source;
  if (part.type === 'image')
    return { type: 'image', data: base64, mimeType: `image/${part.format}` };
  const uri = `attachment:${encodeURIComponent(part.name)}.${part.format}`;
  return { type: 'resource', resource: { uri, mimeType: mimeOf(part.format), blob: base64 } };
}

function nameOf(part: Extract<ContentPart, { type: 'image' | 'document' }>): string {
  return part.type === 'document' ? part.name : 'image';
}

const mimes: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  csv: 'text/csv',
  html: 'text/html',
  txt: 'text/plain',
  md: 'text/markdown',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

function mimeOf(format: string): string {
  return mimes[format] ?? 'application/octet-stream';
}
