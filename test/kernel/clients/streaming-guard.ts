import {
  type Answerer,
  blocked,
  type CallContext,
  type ChatEvent,
  type ChatModel,
  type Wrapper,
  wrapModel,
} from '@ashlar/core';

export type Judge = Answerer<{ text: string }, { safe: boolean }>;

/** Lets a sentence out when a judge has seen it. */
export function guard(judge: Judge): Wrapper {
  return (model: ChatModel) =>
    wrapModel(model, {
      kind: 'guard',
      async *stream(request, context) {
        let held: Extract<ChatEvent, { type: 'text' }>[] = [];
        for await (const event of model.stream(request, context)) {
          if (event.type === 'text') {
            held.push(event);
            if (!/[.!?]\s*$/.test(event.text)) continue;
          } else if (event.type === 'restart') held = [];
          if (held.length > 0) await inspect(held.map(({ text }) => text).join(''), context);
          yield* held.splice(0);
          if (event.type !== 'text') yield event;
        }
      },
    });

  async function inspect(text: string, context: CallContext): Promise<void> {
    const { safe } = await context.ask(judge, { text });
    if (safe) return;
    const verdict = { check: 'judge', code: 'unsafe', message: 'Found unsafe.' } as const;
    throw blocked([{ ...verdict, action: 'block' }], 'The judge found the answer unsafe.');
  }
}
