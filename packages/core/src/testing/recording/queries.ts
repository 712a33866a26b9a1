import { canonicalJson } from '../../json/canonical.ts';
import type { Json, JsonObject } from '../../json/json.ts';
import { toJson } from '../../json/to-json.ts';
import type { Usage } from '../../usage.ts';
import type { RunRecording } from './run-recording.ts';

/** Whether a recording has something, and what it has in its place. */
export interface Finding {
  readonly pass: boolean;
  /** What was found, for the message of a failed test. */
  readonly found: string;
}

export interface UsageLimits {
  readonly steps?: number;
  readonly tokens?: number;
  readonly usd?: number;
}

/** Whether it completed, with `value` when one is given. */
export function completed({ outcome }: RunRecording, value?: unknown): Finding {
  const found =
    outcome.status === 'completed' ? `completed with ${show(outcome.value)}` : endOf(outcome);
  const pass =
    outcome.status === 'completed' && (value === undefined || same(outcome.value, value));
  return { pass, found };
}

/** Whether a limit or somebody stopped it, for `reason` when one is given. */
export function wasStopped({ outcome }: RunRecording, reason?: string): Finding {
  const pass = outcome.status === 'stopped' && (reason === undefined || outcome.reason === reason);
  return { pass, found: endOf(outcome) };
}

/** Whether the tool was called, with an input that has everything in `input` when one is given. */
export function called(recording: RunRecording, tool: string, input?: unknown): Finding {
  const names = recording.events.flatMap((event) =>
    event.type === 'effect.started' && event.effect === 'call' ? [event.name] : [],
  );
  if (input === undefined) return { pass: names.includes(tool), found: list(names) };
  const { toolCalls } = recording;
  if (toolCalls === undefined) {
    throw new Error('The recording has no inputs of tools: pass recordRun a toolRecorder().');
  }
  const pass = toolCalls.some((call) => call.tool === tool && contains(call.input, input));
  return { pass, found: list(toolCalls.map((call) => `${call.tool}(${show(call.input)})`)) };
}

/** Whether the question was answered; by name, or as `name@version`. */
export function asked({ events }: RunRecording, question: string): Finding {
  const questions = events.flatMap((one) =>
    one.type === 'question.answered' ? [one.question] : [],
  );
  const pass = questions.some((one) => one === question || one.startsWith(`${question}@`));
  return { pass, found: list(questions) };
}

/** Whether it used no more than this. Money that is unknown is more than any limit. */
export function usedAtMost({ outcome }: RunRecording, limits: UsageLimits): Finding {
  const { steps, inputTokens, outputTokens, usd } = outcome.usage as unknown as Usage;
  const tokens = inputTokens + outputTokens;
  const used = { steps, tokens, usd: usd ?? Number.POSITIVE_INFINITY };
  const pass = (['steps', 'tokens', 'usd'] as const).every(
    (name) => used[name] <= (limits[name] ?? Number.POSITIVE_INFINITY),
  );
  return { pass, found: `${steps} steps, ${tokens} tokens, ${usd ?? 'unknown'} dollars` };
}

function endOf(outcome: JsonObject): string {
  const { status, reason, message, error } = outcome;
  const why = reason ?? (error as JsonObject | undefined)?.code;
  const text = message ?? (error as JsonObject | undefined)?.message;
  return [status, ...(why ? [`(${why})`] : []), ...(text ? [`: ${text}`] : [])].join('');
}

function same(a: Json | undefined, b: unknown): boolean {
  return show(a) === show(toJson(b));
}

// Like toMatchObject: objects may have more than is asked for, lists may not.
function contains(found: Json | undefined, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    const items = Array.isArray(found) ? (found as readonly Json[]) : undefined;
    return items?.length === wanted.length && wanted.every((one, at) => contains(items[at], one));
  }
  if (typeof wanted !== 'object' || wanted === null) return found === wanted;
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return false;
  return Object.entries(wanted).every(([key, value]) =>
    contains((found as JsonObject)[key], value),
  );
}

function list(items: readonly string[]): string {
  return items.length === 0 ? 'nothing' : items.join(', ');
}

function show(value: unknown): string {
  return value === undefined ? 'undefined' : canonicalJson(value);
}
