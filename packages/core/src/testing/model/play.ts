import type { ChatEvent, ChatRequest } from '../../chat.ts';
import type { Clock } from '../../clock.ts';
import type { CallContext, Estimate, Reservation } from '../../context.ts';
import { freezeMessage } from '../../freeze.ts';
import { never } from '../../kernel/turn.ts';
import type { Part } from '../../message.ts';
import type { Call } from '../../usage.ts';
import { errorOf } from './failure.ts';
import { type Chunks, eventsOf, partsOf, stopReasonOf } from './reply-parts.ts';
import type { ScriptedReply } from './script.ts';
import { bytesOf } from './scripted-usage.ts';
import { abortError, wait } from './wait.ts';

/** What a scripted model is made of. */
export interface Player {
  readonly clock: Clock;
  readonly chunks: Chunks;
  readonly paceMs: number;
  readonly nextId: () => string;
  /** What the provider will say that the input had. */
  readonly inputTokens: (estimate: Estimate) => number;
}

export interface Play {
  /** Takes the next step of the script: what was sent to the provider. */
  readonly take: () => ScriptedReply;
  readonly request: ChatRequest;
  readonly estimate: Estimate;
  readonly context: CallContext;
  /** Aborts with the context, or when the consumer leaves. */
  readonly signal: AbortSignal;
}

/** Plays one call: all its attempts, each reserved before and closed exactly once however it ends. */
export async function* play(player: Player, call: Play): AsyncGenerator<ChatEvent, void> {
  const { context, estimate, signal } = call;
  const calls: Call[] = [];
  let reserved: Reservation | undefined = await context.meter.reserve(estimate);
  const reply = sent(call, reserved);
  const attempts = [...(reply.attempts ?? []), reply];
  for (const [index, attempt] of attempts.entries()) {
    const reservation = reserved ?? (await context.meter.reserve(estimate));
    reserved = undefined;
    const book = (row: Call): void => void calls.push({ ...row, attempt: index + 1 });
    let open = true;
    try {
      const parts = partsOf(attempt, player.nextId);
      const midStream = yield* deliver(player, attempt, parts, signal);
      const { fails } = attempt;
      if (fails === undefined) {
        open = false;
        book(reservation.settle(report(player, call, attempt, parts, reservation, index + 1)));
        const message = freezeMessage({ role: 'assistant', content: parts });
        const stopReason = stopReasonOf(attempt, parts);
        yield { type: 'finish', response: { message, stopReason, calls } };
        return;
      }
      if (fails === 'hang' || fails === 'stall') return;
      open = false;
      book(failedRow(attempt, reservation, estimate, index + 1));
      if (attempt === reply && fails === 'end') return;
      const error = errorOf(fails, estimate.model, midStream);
      if (attempt === reply) throw error;
      yield { type: 'restart', attempt: index + 2, voids: 0, reason: error.message };
    } finally {
      if (open) reservation.fail('abandoned');
    }
  }
}

// What the script refuses, and what was aborted while it waited for the budget, has not been sent.
function sent({ take, signal }: Play, reservation: Reservation): ScriptedReply {
  try {
    if (signal.aborted) throw abortError(signal);
    return take();
  } catch (error) {
    reservation.release();
    throw error;
  }
}

/** Everything of an attempt that reaches the consumer before its end. Returns whether anything did. */
async function* deliver(
  { clock, chunks, paceMs }: Player,
  { delayMs = 0, fails, after = 0 }: ScriptedReply,
  parts: readonly Part[],
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, boolean> {
  if (delayMs > 0) await wait(delayMs, clock, signal);
  let delivered = 0;
  for (const event of eventsOf(parts, chunks)) {
    if (fails !== undefined && delivered >= after) break;
    if (paceMs > 0) await wait(paceMs, clock, signal);
    if (signal.aborted) throw abortError(signal);
    yield event;
    delivered += 1;
  }
  if (fails === 'hang') await never();
  if (fails === 'stall') await wait(undefined, clock, signal);
  return delivered > 0;
}

function report(
  { inputTokens }: Player,
  { estimate, request }: Play,
  { usage }: ScriptedReply,
  parts: readonly Part[],
  { maxTokens }: Reservation,
  attempt: number,
): Call {
  const limit = maxTokens ?? request.maxTokens ?? Number.POSITIVE_INFINITY;
  const outputTokens = Math.min(limit, Math.max(1, Math.ceil(bytesOf(parts) / 4)));
  const counted = { inputTokens: inputTokens(estimate), outputTokens };
  return { model: estimate.model, outcome: 'served', ...counted, ...usage, attempt };
}

// A provider that says what a failed attempt used is believed; else it counts as the most that it can have used.
function failedRow(
  { usage }: ScriptedReply,
  reservation: Reservation,
  { model }: Estimate,
  attempt: number,
): Call {
  if (usage === undefined) return reservation.fail('failed');
  const counted = { inputTokens: 0, outputTokens: 0, ...usage };
  return reservation.settle({ model, outcome: 'failed', ...counted, attempt });
}
