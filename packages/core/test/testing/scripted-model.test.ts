import { type ChatEvent, pattern, textOf, user } from '@ashlar/core';
import { fakeClock, type ScriptedStep, scriptedModel } from '@ashlar/core/testing';
import { describe, expect, it, vi } from 'vitest';

const request = { messages: [user('What is ashlar?')] };

const asking = (model: ReturnType<typeof scriptedModel>, times = 1) =>
  pattern({ name: 'asking', version: '1' }, async (_: null, scope) => {
    let text = '';
    for (let n = 0; n < times; n += 1) {
      text += textOf((await scope.generate(model, request)).message);
    }
    return text;
  });

async function eventsOf(step: ScriptedStep, leaveAfter = Number.POSITIVE_INFINITY) {
  const events: ChatEvent[] = [];
  for await (const event of scriptedModel([step]).stream(request)) {
    events.push(event);
    if (events.length >= leaveAfter) break;
  }
  return events;
}

describe('what it says', () => {
  it('replies with text, reasoning, JSON, tool calls and other parts, in this order', async () => {
    const other = { type: 'other', vendor: 'v', raw: { a: 1 } } as const;
    const { message, stopReason } = await scriptedModel([
      { text: 'T', reasoning: 'R', json: { j: 1 }, calls: [{ name: 'look' }], parts: [other] },
    ]).generate(request);
    expect(message.content).toEqual([
      { type: 'reasoning', text: 'R' },
      { type: 'text', text: 'T' },
      { type: 'text', text: '{"j":1}' },
      { type: 'tool-call', id: 'call-1', name: 'look', input: {} },
      other,
    ]);
    expect(stopReason).toBe('tool-calls');
  });

  it('may compute its reply from the request and the number of the call', async () => {
    const model = scriptedModel((asked, call) => `${asked.messages.length}/${call}`);
    await model.generate(request);
    expect(textOf((await model.generate(request)).message)).toBe('1/1');
  });

  it('streams deltas, parts and a finish', async () => {
    expect((await eventsOf('two words')).map((event) => event.type)).toEqual([
      'text',
      'text',
      'part',
      'finish',
    ]);
  });

  it('cuts text as it is told', async () => {
    const model = scriptedModel(['abc'], { chunks: (text) => [...text] });
    const texts: string[] = [];
    for await (const event of model.stream(request)) {
      if (event.type === 'text') texts.push(event.text);
    }
    expect(texts).toEqual(['a', 'b', 'c']);
  });
});

describe('what it remembers', () => {
  it('keeps every request with who asked, frozen', async () => {
    const model = scriptedModel(['yes']);
    await asking(model).run(null, { id: 'run-1' }).value();
    expect(model.calls).toMatchObject([
      { request, via: 'generate', attributes: { run: 'run-1', pattern: 'asking@1' } },
    ]);
    expect(Object.isFrozen(model.calls[0]?.request.messages[0]?.content[0])).toBe(true);
  });

  it('refuses a call that is not in the script, showing it, and does not forget it', async () => {
    const model = scriptedModel([], { id: 'm' });
    const what = 'Call 1 of m is not in the script: user says "What is ashlar?" (1 messages)';
    await expect(model.generate(request)).rejects.toThrow(what);
    expect(() => model.assertDone()).toThrow(what);
  });

  it('complains about steps that were not used', async () => {
    const model = scriptedModel(['one', 'two']);
    await model.generate(request);
    expect(() => model.assertDone()).toThrow('1 of 2 steps of scripted were not used');
    await model.generate(request);
    expect(() => model.assertDone()).not.toThrow();
  });
});

describe('what it costs', () => {
  it('reserves and settles one row with a price', async () => {
    const outcome = await asking(scriptedModel(['yes'])).run(null).outcome;
    expect(outcome.usage.calls).toEqual([
      {
        model: 'scripted',
        outcome: 'served',
        inputTokens: 4,
        outputTokens: 1,
        nanoUsd: 9000,
        attempt: 1,
      },
    ]);
  });

  it('counts failed attempts as the most that they can have used', async () => {
    const model = scriptedModel([
      { text: 'at last', attempts: [{ fails: 'model.throttled', usage: {} }, { fails: 'end' }] },
    ]);
    const { usage } = await asking(model).run(null).outcome;
    expect(usage.calls.map((call) => [call.outcome, call.inputTokens, call.outputTokens])).toEqual([
      ['failed', 0, 0],
      ['failed', 15, 4096],
      ['served', 4, 2],
    ]);
  });

  it('passes a token budget when it counts more than the bound', async () => {
    const model = scriptedModel(() => 'yes', {
      tokensPerByte: 1.3,
      info: { maxOutputTokens: 10 },
    });
    const run = asking(model, 2).run(null, { budget: { tokens: 25 } });
    expect(await run.outcome).toMatchObject({ status: 'stopped', reason: 'tokens' });
    expect(model.calls).toHaveLength(1);
  });

  it('is refused by a money budget when its price is taken out', async () => {
    const model = scriptedModel(['never'], { info: { price: undefined } });
    const run = asking(model).run(null, { budget: { usd: 1 } });
    await expect(run.value()).rejects.toMatchObject({ code: 'budget.unpriced' });
  });

  it('says how many tokens a request has, when it is told to', async () => {
    expect(scriptedModel([]).countTokens).toBeUndefined();
    expect(await scriptedModel([], { countsTokens: true }).countTokens?.(request)).toBe(4);
  });
});

describe('how it goes wrong', () => {
  it('fails with a model error as an adapter throws it', async () => {
    await expect(
      scriptedModel([{ fails: 'model.throttled' }]).generate(request),
    ).rejects.toMatchObject({
      code: 'model.throttled',
      retryable: true,
      facts: { model: 'scripted' },
    });
  });

  it('fails in the middle of a stream', async () => {
    const seen: string[] = [];
    const model = scriptedModel([{ text: 'one two three', fails: 'model.network', after: 2 }]);
    const read = async () => {
      for await (const event of model.stream(request)) seen.push(event.type);
    };
    await expect(read()).rejects.toMatchObject({ facts: { midStream: true } });
    expect(seen).toEqual(['text', 'text']);
  });

  it('ends a stream without a finish, which a run reports as truncated', async () => {
    expect(
      (await eventsOf({ text: 'one two', fails: 'end', after: 1 })).map((e) => e.type),
    ).toEqual(['text']);
    const run = asking(scriptedModel([{ text: 'one two', fails: 'end', after: 1 }])).run(null, {
      stream: true,
    });
    await expect(run.value()).rejects.toMatchObject({ code: 'model.truncated' });
  });

  it('announces another attempt with a restart', async () => {
    const events = await eventsOf({
      text: 'whole',
      attempts: [{ text: 'half of', fails: 'model.network', after: 1 }],
    });
    expect(events.map((event) => event.type)).toEqual([
      'text',
      'restart',
      'text',
      'part',
      'finish',
    ]);
    expect(events[1]).toMatchObject({ attempt: 2, voids: 0 });
  });

  it('waits by its clock', async () => {
    const clock = fakeClock();
    let text: string | undefined;
    const model = scriptedModel([{ text: 'late', delayMs: 500 }], { clock });
    const done = model.generate(request).then((response) => {
      text = textOf(response.message);
    });
    await clock.advance(499);
    expect(text).toBeUndefined();
    await clock.advance(1);
    await done;
    expect(text).toBe('late');
  });

  it.each(['stall', 'hang'] as const)(
    'settles a run that is aborted during a %s',
    async (fails) => {
      const model = scriptedModel([{ text: 'never', fails }]);
      const run = asking(model).run(null);
      await vi.waitFor(() => expect(model.calls).toHaveLength(1));
      run.abort();
      expect(await run.outcome).toMatchObject({ status: 'stopped', reason: 'aborted' });
    },
  );

  it('books a stream that is left as abandoned, also while an event is awaited', async () => {
    const clock = fakeClock();
    const model = scriptedModel(['one two three'], { clock, paceMs: 10 });
    const leaving = pattern({ name: 'leaving', version: '1' }, (_: null, scope) =>
      scope.generate(
        {
          ...model,
          async generate(asked, context) {
            const events = model.stream(asked, context)[Symbol.asyncIterator]();
            const pending = events.next();
            await vi.waitFor(() => expect(model.calls).toHaveLength(1));
            await events.return?.();
            expect(await pending.catch((error: Error) => error.message)).toMatch('left');
            return { message: { role: 'assistant', content: [] }, stopReason: 'end', calls: [] };
          },
        },
        asked(),
      ),
    );
    const { usage } = await leaving.run(null).outcome;
    expect(usage.calls).toMatchObject([{ outcome: 'abandoned' }]);
    expect(clock.waiting).toBe(0);
  });
});

const asked = () => request;
