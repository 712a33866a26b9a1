import { approvalDigest, type Json, type Tool } from '@ashlar/core';
import { toolInputSchema } from '../define/tool-input-schema.ts';

/** SHA-256 of all that a person relies on when approving a call: name, description, schema and effect of the tool. */
export function definitionDigest({ name, description, input, effect }: Tool): Promise<string> {
  return approvalDigest({
    name,
    data: { description, effect, input: toolInputSchema(input) as Json },
  });
}
