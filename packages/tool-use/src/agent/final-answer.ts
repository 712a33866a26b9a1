import {
  describeIssues,
  type Json,
  type JsonObject,
  type JsonSchema,
  jsonSchema,
  placeSchema,
  type Schema,
  toJsonSchema,
} from '@ashlar/core';
import { prepareArguments } from '../arguments/prepare-arguments.ts';
import { type DefinedTool, tool } from '../tool.ts';

/** The tool with which the model gives an answer that has a type. It is never run: its arguments are the answer. */
export interface FinalAnswer<Out> {
  readonly tool: DefinedTool;
  read(raw: Json): Promise<ReadAnswer<Out>>;
}

export type ReadAnswer<Out> =
  | { readonly ok: true; readonly value: Out }
  | { readonly ok: false; readonly issues: readonly string[] };

export const FINAL_ANSWER = 'final_answer';

export function finalAnswer<Out>(output: Schema<Out>): FinalAnswer<Out> {
  const schema = toJsonSchema(output);
  const wrapped = schema.type !== 'object';
  const answer = tool({
    name: FINAL_ANSWER,
    description:
      'Gives the answer, when everything that it needs is known. Call it alone, and last.',
    input: jsonSchema(wrapped ? inObject(schema) : schema),
    effect: 'read',
    run: () => null,
  });
  return {
    tool: answer,
    async read(raw) {
      const prepared = await prepareArguments(answer, raw);
      if (prepared.status === 'invalid') return { ok: false, issues: prepared.issues };
      const value = wrapped ? (prepared.value as JsonObject).answer : prepared.value;
      const checked = await output['~standard'].validate(value);
      if (checked.issues === undefined) return { ok: true, value: checked.value };
      return { ok: false, issues: describeIssues(checked.issues).split('\n') };
    },
  };
}

function inObject(schema: JsonSchema): JsonSchema {
  const { placed, shared } = placeSchema(schema, '#/properties/answer');
  return {
    type: 'object',
    properties: { answer: placed },
    required: ['answer'],
    additionalProperties: false,
    ...shared,
  };
}
