import type { Archive, Json } from '@ashlar/core';
import { toolSchema } from '../define/tool-schema.ts';
import { rejected } from '../errors.ts';
import { type DefinedTool, tool } from '../tool.ts';
import { type ToolContent, toolContent } from './tool-content.ts';

interface ReadInput {
  readonly reference: string;
  readonly from?: number;
  readonly characters?: number;
}

const input = toolSchema<ReadInput>({
  type: 'object',
  properties: {
    reference: { type: 'string', description: 'As the result names it.' },
    from: { type: 'integer', minimum: 0, description: 'First character, 0 when absent.' },
    characters: {
      type: 'integer',
      minimum: 1,
      description: 'How many, as many as fit when absent.',
    },
  },
  required: ['reference'],
  additionalProperties: false,
});

/**
 * The tool with which a model reads on in a result that was too large. A reference opens only for whom it was made: the archive
 * is asked with the principal of the run.
 *
 * @param maxCharacters of one answer
 */
export function readResult(
  archive: Archive,
  maxCharacters: number,
): DefinedTool<ReadInput, ToolContent> {
  return tool({
    name: 'read_result',
    description:
      'Reads a part of a result that was too long to show at once, by its reference. Characters are counted from 0.',
    input,
    effect: 'read',
    async run({ reference, from = 0, characters = maxCharacters }, context) {
      const kept = await archive.get(context.principal, reference, context);
      if (kept === undefined) throw rejected(`There is no result ${reference}.`);
      const text = textOfResult(kept);
      if (from >= text.length) throw rejected(`The result has only ${text.length} characters.`);
      const begin = isHalf(text, from) ? from - 1 : from;
      const part = textPart(text, begin, Math.min(characters, maxCharacters));
      const place = `(characters ${begin} to ${begin + part.length} of ${text.length})`;
      return toolContent([
        { type: 'text', text: part },
        { type: 'text', text: place },
      ]);
    },
  });
}

/** At most `characters` from there on, and one less where they would end in the middle of one that counts as two. */
export function textPart(text: string, from: number, characters: number): string {
  const end = from + characters;
  return text.slice(from, isHalf(text, end) && characters > 1 ? end - 1 : end);
}

/** Whether the second half of a character stands there that counts as two. */
function isHalf(text: string, at: number): boolean {
  return at > 0 && /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(at - 1, at + 1));
}

/** What the characters of a kept result are counted in. */
export function textOfResult(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
