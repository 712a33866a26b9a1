import {
  type Json,
  type JsonSchema,
  jsonSchema,
  placeSchema,
  type Question,
  question,
  system,
  user,
} from '@ashlar/core';
import { z } from 'zod';
import { labelledJson, MATERIAL } from '../questions/passage-schema.ts';
import { optionalSchema } from './optional-schema.ts';

export interface ExtractionInput {
  readonly source: string;
  /** A part of the document, or all of it. */
  readonly text: string;
  readonly dataClass?: string | undefined;
}

export interface ExtractionOutput {
  /** What was found; null where nothing was. */
  readonly value: Json;
  readonly evidence: readonly { readonly path: string; readonly quote: string }[];
}

/** Which values does this part of a document hold, and in which words? One question for each schema. */
export function extractionQuestion(
  schema: JsonSchema,
  instructions: string | undefined,
): Question<ExtractionInput, ExtractionOutput> {
  const { placed, shared } = placeSchema(optionalSchema(schema), '#/properties/value');
  return question({
    name: 'rag.extract',
    version: '1',
    input: z.object({
      source: z.string(),
      text: z.string(),
      dataClass: z.string().optional(),
    }) as z.ZodType<ExtractionInput>,
    output: jsonSchema<ExtractionOutput>({
      type: 'object',
      properties: {
        value: placed,
        evidence: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              path: {
                type: 'string',
                description: 'JSON Pointer into value, such as /lines/0/price',
              },
              quote: { type: 'string', description: 'words of the text, character by character' },
            },
            required: ['path', 'quote'],
            additionalProperties: false,
          },
        },
      },
      required: ['value', 'evidence'],
      additionalProperties: false,
      ...shared,
    }),
    prompt: (given) => [
      system(
        `You read values out of a document, or a part of one.

- Fill in what stands in the text. What does not stand there is null: do not guess, do not compute, do not use what you know.
- For every value that is not null give its evidence: the JSON Pointer of the value, and a short quote that holds it, copied from the text character by character.
- ${MATERIAL}${instructions === undefined ? '' : `\n- ${instructions}`}`,
      ),
      user(['The text, as JSON:', labelledJson(given, [given])]),
    ],
  });
}
