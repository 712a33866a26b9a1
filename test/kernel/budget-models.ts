import {
  type CallContext,
  type ChatModel,
  type ChatRequest,
  type ChatResponse,
  type Clock,
  user,
  wrapModel,
} from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import type { CallPlan } from './budget-plan.ts';

export const price = { inputUsd: 3, outputUsd: 15, asOf: '2026-01-01' };

/** The models of a schedule: how each call goes is known from the number at the beginning of its text. */
export function modelsOf(
  plans: readonly CallPlan[],
  clock: Clock,
): Readonly<Record<CallPlan['model'], ChatModel>> {
  const reply = ({ messages }: ChatRequest) => {
    const [part] = messages[0]?.content ?? [];
    const plan = plans[Number.parseInt(part?.type === 'text' ? part.text : '', 10)] as CallPlan;
    const { bytes, tokensPerByte, outputTokens, delayMs, fate } = plan;
    const served = {
      text: 'word'.repeat(outputTokens),
      usage: { inputTokens: Math.ceil(bytes * tokensPerByte) },
      delayMs,
    };
    if (fate === 'fails') return { delayMs, fails: 'model.unavailable' as const };
    if (fate === 'retried') {
      const unreported = { delayMs, fails: 'model.unavailable' as const };
      const turnedAway = { delayMs, fails: 'model.throttled' as const, usage: { inputTokens: 0 } };
      return { ...served, attempts: [unreported, turnedAway] };
    }
    if (fate === 'cut') return { fails: 'stall' as const };
    if (fate === 'deaf') return { fails: 'hang' as const };
    return served;
  };
  const halves = (text: string): string[] => [
    text.slice(0, text.length / 2),
    text.slice(text.length / 2),
  ];
  const options = { clock, info: { price }, chunks: halves };
  const plain = scriptedModel(reply, { ...options, id: 'plain' });
  const counting = scriptedModel(reply, { ...options, id: 'counting', countsTokens: true });
  const judge = scriptedModel(() => ({ text: 'fine', delayMs: 3 }), { ...options, id: 'judge' });
  return { plain, counting, hedged: hedge(plain), guarded: guard(plain, judge) };
}

/** Asks twice and takes what comes first. The other is told to stop, and nobody waits until it has. */
function hedge(model: ChatModel): ChatModel {
  return wrapModel(model, {
    kind: 'other',
    id: 'hedged',
    async generate(request, context) {
      const controllers = [new AbortController(), new AbortController()];
      const both = controllers.map((controller) =>
        model.generate(request, within(context, controller)),
      );
      const first = await Promise.any(both).catch((error: AggregateError) => {
        throw error.errors[0];
      });
      for (const controller of controllers) controller.abort();
      return first;
    },
  });
}

function within(context: CallContext, controller: AbortController): CallContext {
  return { ...context, signal: AbortSignal.any([context.signal, controller.signal]) };
}

/** Has a judge look in the middle of a stream, while the call that streams still holds its reservation. */
function guard(model: ChatModel, judge: ChatModel): ChatModel {
  const question: ChatRequest = { messages: [user('Is this fine? '.repeat(20))], maxTokens: 60 };
  return wrapModel(model, {
    kind: 'guard',
    id: 'guarded',
    async *stream(request, context) {
      let judged = false;
      for await (const event of model.stream(request, context)) {
        if (event.type === 'text' && !judged) {
          judged = true;
          await context.step<ChatResponse>('judge', (inside) => judge.generate(question, inside));
        }
        yield event;
      }
    },
  });
}
