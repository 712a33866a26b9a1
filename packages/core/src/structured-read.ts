import { textOf, toolCallsOf } from './build-message.ts';
import type { ChatResponse } from './chat.ts';
import type { Json, JsonObject } from './json/json.ts';
import { repairJson } from './json/repair.ts';
import { describeIssues, type Schema, validate } from './schema.ts';
import { ANSWER, type Shape } from './structured-request.ts';

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

/** The value in a response, repaired within its schema and validated, or what is wrong with it. */
export async function readAnswer<T>(
  response: ChatResponse,
  shape: Shape,
  output: Schema<T>,
): Promise<Read<T>> {
  const call = toolCallsOf(response.message).find(({ name }) => name === ANSWER);
  const text = call === undefined ? textOf(response.message) : JSON.stringify(call.input);
  const repaired = repairJson(text, shape.schema);
  // The beginning of a list fits the schema of the list, but it is not the answer. A tool's input does not show where it ends.
  const open = call !== undefined || !repaired.ok || !text.includes('}');
  if (repaired.truncated || (open && response.stopReason === 'max-tokens')) {
    return { ok: false, problem: CUT };
  }
  if (!repaired.ok && (!shape.text || !isProse(text))) {
    return { ok: false, problem: problemOf(repaired.issues) };
  }
  const value = repaired.ok ? unwrapped(shape, repaired.value) : text.trim();
  const checked = await validate(output, value);
  return checked.issues === undefined
    ? { ok: true, value: checked.value }
    : { ok: false, problem: describeIssues(checked.issues) };
}

function unwrapped({ wrapped }: Shape, value: Json): Json | undefined {
  return wrapped ? (value as JsonObject)[ANSWER] : value;
}

function isProse(text: string): boolean {
  return /^\s*[^\s{[]/.test(text);
}

const CUT = 'it was cut off before its end, so it must be shorter';

function problemOf(issues: readonly { readonly path: string; readonly message: string }[]): string {
  if (issues.length === 0) return 'there is no JSON in it';
  return issues.map(({ path, message }) => `${path}: ${message}`).join('\n');
}
