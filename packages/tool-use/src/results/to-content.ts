import type { Archive, Json, Label, Part, Scope } from '@ashlar/core';
import { delimit } from './delimit.ts';
import { textOfResult, textPart } from './read-result.ts';
import { type ContentPart, isToolContent } from './tool-content.ts';

export interface Shown {
  readonly archive: Archive | undefined;
  readonly maxCharacters: number;
}

/**
 * The result of a tool as the model reads it: labelled as a tool's, its text between marks. What is longer than `maxCharacters` is
 * kept in the archive and shown in part, with the reference to read on.
 */
export async function toContent(
  scope: Scope,
  tool: string,
  value: Json | undefined,
  shown: Shown,
): Promise<readonly Part[]> {
  if (value === undefined || value === null || value === '') return [said('(no result)')];
  const parts = isToolContent(value)
    ? value.ashlarContent
    : [typeof value === 'string' ? said(value) : { type: 'json' as const, value }];
  if (parts.length === 0) return [said('(no result)')];
  const content: Part[] = [];
  for (const part of parts) content.push(...(await shownPart(scope, tool, part, shown)));
  return content;
}

async function shownPart(
  scope: Scope,
  tool: string,
  part: ContentPart,
  { archive, maxCharacters }: Shown,
): Promise<readonly Part[]> {
  const label = toolLabel(part.label);
  const kept = textLike(part);
  if (kept === undefined) return [{ ...part, label }];
  const text = textOfResult(kept);
  if (text.length <= maxCharacters) {
    return [
      part.type === 'text' ? { ...part, text: delimit(text, tool), label } : { ...part, label },
    ];
  }
  const start = textPart(text, 0, maxCharacters);
  const head = { type: 'text' as const, text: delimit(start, tool), label };
  const reference =
    archive === undefined
      ? undefined
      : await scope.step('archive', (context) => archive.put(scope.principal, kept, context), {
          effect: 'idempotent',
        });
  scope.emit('result.cut', { tool, characters: text.length, reference: reference ?? null });
  return [head, said(`(characters 0 to ${start.length} of ${text.length}${more(reference)})`)];
}

function more(reference: string | undefined): string {
  if (reference === undefined) return '; the rest was not kept: ask for less';
  return `; read on with read_result and the reference ${reference}`;
}

function textLike(part: ContentPart): Json | undefined {
  if (part.type === 'text') return part.text;
  return part.type === 'json' ? part.value : undefined;
}

// Whatever the tool says of its own trust, it is a tool's; how sensitive it is it knows best.
function toolLabel(label: Label | undefined): Label {
  return { ...label, origin: 'tool' };
}

function said(text: string): Extract<ContentPart, { type: 'text' }> {
  return { type: 'text', text };
}
