import { AshlarError, describeIssues, type Json, type Part, type Schema } from '@ashlar/core';
import type { CallToolResult } from '@modelcontextprotocol/client';
import { rejected } from '../../errors.ts';
import { type ContentPart, toolContent } from '../../results/tool-content.ts';
import '../errors.ts';
import { cleanText } from './clean-text.ts';
import { fromServer, readContent } from './read-content.ts';

export interface ResultOf {
  readonly server: string;
  readonly tool: string;
  /** Whether a repeat does no harm. */
  readonly repeatable: boolean;
  /** Of its structured content. */
  readonly output: Schema<unknown> | undefined;
}

/**
 * What a call gave: its structured content where there is some, else its text, else its parts.
 *
 * @throws output.invalid when the structured content is not as the accepted definition says
 * @throws tool.rejected, mcp.failed when the server says that the call failed
 */
export async function readCallResult(result: CallToolResult, of: ResultOf): Promise<unknown> {
  const parts = result.content.map(readContent).map(resultPart);
  if (result.isError === true) throw failed(parts, of);
  const { structuredContent } = result;
  if (of.output !== undefined) await checkOutput(structuredContent, of.output, of.tool);
  const others = parts.filter(({ type }) => type !== 'text');
  if (structuredContent !== undefined) {
    const value = structuredContent as Json;
    if (others.length === 0) return value;
    return toolContent([{ type: 'json', value, label: fromServer }, ...others]);
  }
  const [first, second] = parts;
  if (first === undefined) return null;
  return second === undefined && first.type === 'text' ? first.text : toolContent(parts);
}

// Models take no sound as the result of a tool.
function resultPart(part: Part): ContentPart {
  if (part.type === 'text' || part.type === 'image' || part.type === 'document') return part;
  return { type: 'text', text: `(${part.type}, not shown)`, label: fromServer };
}

async function checkOutput(value: unknown, schema: Schema<unknown>, tool: string): Promise<void> {
  const { issues } = await schema['~standard'].validate(value);
  if (issues === undefined) return;
  const lines = describeIssues(issues);
  throw new AshlarError(
    'output.invalid',
    `${tool} has run, but its result is not as its definition says:\n${lines}`,
    { facts: { what: tool, issues: lines.split('\n') } },
  );
}

const longestText = 2_000;

function failed(parts: readonly ContentPart[], { server, tool, repeatable }: ResultOf) {
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  const text = cleanText(texts.join('\n'), longestText) || 'it gave no reason';
  // Only where it does no harm may the model be told that nothing has happened.
  if (repeatable) return rejected(`The server says: ${text}`);
  return new AshlarError('mcp.failed', `${tool} failed. The server says: ${text}`, {
    facts: { server, tool, text },
  });
}
