import { type Check, repairJson, type Schema, toJsonSchema, type Verdict } from '@ashlar/core';
import type { Where } from './text-check.ts';

export interface SchemaCheckOptions extends Where {
  /** Whether text that means a fitting value, but is not written as JSON, is replaced by that value as JSON. @default true */
  readonly repair?: boolean;
  /** @default 'schema' */
  readonly id?: string;
}

/**
 * Lets only text pass that is JSON of `schema`. Text that means such a value (in a code fence, with a comma too many, cut
 * keys quoted) passes as that value, by core's `repairJson`; a value that was cut off, or had parts dropped to fit, does not.
 *
 * Looks at the whole text: a streamed answer waits for its end. For a typed value inside of a pattern use a question, which
 * asks again; this check is for what leaves.
 */
export function schema<T>(shape: Schema<T>, options: SchemaCheckOptions = {}): Check {
  const { stages = ['output'], origins = ['model'], repair = true, id = 'schema' } = options;
  const jsonSchema = toJsonSchema(shape);
  return {
    id,
    stages,
    origins,
    // What a schema refines can be asked elsewhere, so it is waited for.
    cost: 'local',
    async inspect(parts) {
      const verdicts: Verdict[] = [];
      for (const { part, path, index } of parts) {
        // Of an answer its text is what has to fit, not a citation in it or a string in a value.
        if (part.type !== 'text' || (path !== undefined && path !== '$')) continue;
        const said = await verdictOn(part.text);
        if (said !== undefined) verdicts.push({ ...said, check: id, part: index });
      }
      return verdicts;
    },
  };

  async function verdictOn(text: string): Promise<Omit<Verdict, 'check'> | undefined> {
    const read = repairJson(text, jsonSchema);
    // What does not fit can be named after what stands in the text, so only how much it is is told.
    const issues = read.ok ? (await shape['~standard'].validate(read.value)).issues : read.issues;
    if (!read.ok || issues !== undefined) {
      const what = issues?.length ? `It differs in ${issues.length} place(s).` : 'It is no JSON.';
      return blocks('schema.mismatch', `The text does not fit its schema. ${what}`);
    }
    if (read.repairs.length === 0) return undefined;
    if (read.truncated) return blocks('schema.truncated', 'The JSON was cut off.');
    const kinds = [...new Set(read.repairs.map(({ kind }) => kind))];
    if (!repair || kinds.some((kind) => LOSSY.has(kind))) {
      return blocks('schema.unrepaired', `The text fits only with repairs: ${kinds.join(', ')}.`);
    }
    return {
      action: 'mask',
      code: 'schema.repaired',
      message: `The text was written anew as JSON: ${kinds.join(', ')}.`,
      span: { start: 0, end: text.length },
      replacement: JSON.stringify(read.value),
    };
  }
}

function blocks(code: string, message: string): Omit<Verdict, 'check'> {
  return { action: 'block', code, message };
}

/** Repairs that leave something out, or choose between readings. */
const LOSSY: ReadonlySet<string> = new Set([
  'several-values',
  'bare-text',
  'missing-value',
  'dropped',
  'too-deep',
  'drop-property',
  'drop-item',
  'drop-null',
]);
