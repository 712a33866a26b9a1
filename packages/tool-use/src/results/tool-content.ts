import type {
  DocumentPart,
  ImagePart,
  Json,
  JsonObject,
  JsonPart,
  TextPart,
  Tool,
} from '@ashlar/core';

/** What the result of a tool may hold besides JSON. */
export type ContentPart = TextPart | JsonPart | ImagePart | DocumentPart;

/** A result that is more than one JSON value: text, images and documents that the model sees as such. */
export interface ToolContent {
  readonly ashlarContent: readonly ContentPart[];
}

/**
 * Makes the result of a tool out of parts, so that the model sees images and documents and not their bytes as text. What you kept as
 * JSON and read back is not such a result any more: make it again from its parts.
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
  return Object.defineProperty({ ashlarContent: parts }, MADE, { value: true });
}

// No text from outside can have it: JSON has no symbols.
const MADE = Symbol.for('ashlar.tool-content');

/**
 * What a tool returned, with its content in quotes where {@link toolContent} did not make it. A service that answers with an object of
 * the same shape gets it shown as the JSON that it is: it must not choose which files of the host a model is shown.
 */
function ownContent<O>(returned: O): O | ToolContent {
  const claims = isToolContent(returned as Json);
  if (!claims || (returned as { readonly [MADE]?: true })[MADE] === true) return returned;
  return toolContent([{ type: 'json', value: returned as Json }]);
}

/** The same tool, with what it returns quoted where it only looks like {@link toolContent}; once, however it is wrapped. */
export function withOwnContent<T extends Tool>(tool: T): T {
  if ((tool as { readonly [OWN]?: true })[OWN] === true) return tool;
  const run: Tool['run'] = async (input, context) => ownContent(await tool.run(input, context));
  return { ...tool, run, [OWN]: true };
}

// Copied by wrappers, unlike the mark of a result, which is lost where one is written anew.
const OWN = Symbol.for('ashlar.own-content');

/** Whether a result has the shape of {@link toolContent}, as it still has after it was recorded as JSON. */
export function isToolContent(value: Json | undefined): value is JsonObject & ToolContent {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Array.isArray((value as JsonObject).ashlarContent) &&
    Object.keys(value).length === 1
  );
}
