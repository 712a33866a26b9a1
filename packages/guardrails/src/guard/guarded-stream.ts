import type { CallContext, ChatEvent, ChatResponse, Part, Verdict } from '@ashlar/core';
import { answerPart, withContent } from './answer-parts.ts';
import { type About, blockedBy, checksAt, type Inspector } from './inspector.ts';
import { type TextWindow, textWindow } from './text-window.ts';

export interface StreamGuard {
  readonly inspector: Inspector;
  readonly context: CallContext;
  readonly about: About;
}

/** One part of the answer on its way. */
interface Flow {
  readonly window: TextWindow;
  readonly type: 'text' | 'reasoning';
  /** The part as it came, when it is complete. */
  part?: Part;
  /** The part as it went out. */
  sent?: Part;
}

/**
 * The events of a model as they may be shown. The end is that of the answer unstreamed: when all has come, everything is
 * judged once more as a whole, and what went out before must be how that begins.
 *
 * Text comes out behind its checks where all of them tell their lookback and answer in this process; else it waits for the
 * end of the answer. The input of a tool comes out when it is complete.
 */
export async function* guardedStream(
  events: AsyncIterable<ChatEvent>,
  { inspector, context, about }: StreamGuard,
): AsyncGenerator<ChatEvent> {
  const output = checksAt(inspector.checks, 'output');
  const calls = checksAt(inspector.checks, 'tool-call');
  const lookback = Math.max(0, ...output.map((check) => check.lookback ?? 0));
  const canFlow = (stage: 'output' | 'tool-call'): boolean =>
    (stage === 'output' ? output : calls).every(
      ({ cost, lookback }) => cost !== 'remote' && lookback !== undefined,
    );
  let flows = new Map<number, Flow>();
  // What waits for the end makes all behind it wait: watchers are told text in the order in which they get it.
  let waitsFrom = Number.POSITIVE_INFINITY;

  const flowAt = (index: number, type: Flow['type']): Flow => {
    const known = flows.get(index);
    if (known !== undefined) return known;
    const look = (text: string): Promise<readonly Verdict[]> =>
      inspector
        .peek([answerPart({ type, text }, index)], context, about)
        .then(({ verdicts }) => verdicts);
    const flow: Flow = { type, window: textWindow(look, lookback) };
    flows.set(index, flow);
    return flow;
  };

  /** Everything that had come when a finding blocked, as far as its verdict depends on it. */
  const blockedAt = async (index: number, until: number): Promise<Error> => {
    const before = [...flows].filter(([at]) => at <= index).sort(([a], [b]) => a - b);
    const given = before.map(([at, { part, type, window }]) => {
      const text = at === index ? window.text().slice(0, until) : window.text();
      return answerPart(part ?? { type, text }, at);
    });
    const ruling = await inspector.rule(given, context, about);
    if (ruling.blocked) return blockedBy(ruling.verdicts);
    return blockedBy([...ruling.verdicts, DIFFERS]);
  };

  for await (const event of events) {
    if (event.type === 'finish') {
      yield* finished(event.response);
      return;
    }
    if (event.type === 'restart') {
      flows = new Map([...flows].filter(([index]) => index < event.voids));
      if (waitsFrom >= event.voids) waitsFrom = Number.POSITIVE_INFINITY;
      yield event;
    } else if (event.type === 'part') yield* complete(event.index, event.part);
    else if (event.type !== 'tool-input') {
      if (!canFlow('output')) waitsFrom = Math.min(waitsFrom, event.index);
      const { window } = flowAt(event.index, event.type);
      const text = event.index >= waitsFrom ? '' : await window.push(event.text);
      if (text !== '') yield { ...event, text };
      const found = window.blockedAt();
      if (found !== undefined) throw await blockedAt(event.index, found + lookback);
    }
  }

  async function* complete(index: number, part: Part): AsyncGenerator<ChatEvent> {
    const flow = flowAt(index, part.type === 'reasoning' ? 'reasoning' : 'text');
    flow.part = part;
    if (!canFlow(part.type === 'tool-call' ? 'tool-call' : 'output')) {
      waitsFrom = Math.min(waitsFrom, index);
    }
    if (index >= waitsFrom) return;
    const ruling = await inspector.peek([answerPart(part, index)], context, about);
    if (ruling.blocked) throw await blockedAt(index, Number.POSITIVE_INFINITY);
    yield* rest(index, ruling.parts[0] as Part, flow);
  }

  /** What of a part has not gone out yet. */
  function* rest(index: number, part: Part, flow: Flow | undefined): Generator<ChatEvent> {
    if (flow !== undefined) flow.sent = part;
    if (part.type === 'text' || part.type === 'reasoning') {
      const whole = part.text ?? '';
      const shown = flow?.window.shown() ?? '';
      if (!whole.startsWith(shown)) throw blockedBy([DIFFERS]);
      const text = whole.slice(shown.length);
      if (text !== '') yield { type: part.type, index, text };
    } else if (part.type === 'tool-call') {
      const { id, name, input } = part;
      yield { type: 'tool-input', index, id, name, json: JSON.stringify(input) };
    }
    yield { type: 'part', index, part };
  }

  async function* finished(response: ChatResponse): AsyncGenerator<ChatEvent> {
    const given = response.message.content.map(answerPart);
    const parts = await inspector.pass(given, context, about);
    const own = withContent(response, parts);
    for (const [index, part] of own.message.content.entries()) {
      const flow = flows.get(index);
      if (flow?.sent === undefined) yield* rest(index, part, flow);
      else if (JSON.stringify(flow.sent) !== JSON.stringify(part)) throw blockedBy([DIFFERS]);
    }
    yield { type: 'finish', response: own };
  }
}

const DIFFERS: Verdict = {
  check: 'guard',
  action: 'block',
  code: 'guard.stream-differs',
  message:
    'The whole answer is judged otherwise than what was streamed of it: a check sees less than its lookback says.',
};
