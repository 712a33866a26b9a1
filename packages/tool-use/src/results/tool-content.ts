import type { DocumentPart, ImagePart, Json, JsonObject, JsonPart, TextPart } from '@ashlar/core';

/** What the result of a tool may hold besides JSON. */
export type ContentPart = TextPart | JsonPart | ImagePart | DocumentPart;

/** A result that is more than one JSON value: text, images and documents that the model sees as such. */
export interface ToolContent {
  readonly ashlarContent: readonly ContentPart[];
}

/**
 * Makes the result of a tool out of parts, so that the model sees images and documents and not their bytes as text.
 *
 * ```ts
 * import { tool, toolContent } from '@ashlar/tool-use';
 * import { z } from 'zod';
 *
 * export const chart = tool({
 *   name: 'chart',
 *   description: 'Draws the sales of a year.',
 *   input: z.object({ year: z.int() }),
 *   effect: 'read',
 *   run: async ({ year }) =>
 *     toolContent([
 *       { type: 'text', text: `Sales of ${year}:` },
 *       { type: 'image', format: 'png', source: { uri: `s3://charts/${year}.png` } },
 *     ]),
 * });
 * ```
 */
export function toolContent(parts: readonly ContentPart[]): ToolContent {
  return { ashlarContent: parts };
}

/** Whether a result was made by {@link toolContent}, also after it was recorded as JSON. */
export function isToolContent(value: Json | undefined): value is JsonObject & ToolContent {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Array.isArray((value as JsonObject).ashlarContent) &&
    Object.keys(value).length === 1
  );
}
