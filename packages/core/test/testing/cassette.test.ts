import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChatEvent, type ChatModel, pattern, textOf, user } from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { cassette } from '@ashlar/core/testing/cassette';
import { describeWrapperContract } from '@ashlar/core/testing/vitest';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'cassette-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = (): string => join(folder, `${++files}.json`);

const asking = (text: string) => ({ messages: [user(text)], metadata: { run: String(files) } });

async function read(model: ChatModel, text = 'hello'): Promise<ChatEvent[]> {
  const events: ChatEvent[] = [];
  for await (const event of model.stream(asking(text))) events.push(event);
  return events;
}

describeWrapperContract('cassette, recording', (inner) =>
  cassette({ file: newFile(), mode: 'record' })(inner),
);

it('gives a recorded answer back without asking the model', async () => {
  const file = newFile();
  const live = cassette({ file, mode: 'record' })(scriptedModel(['hi']));
  await live.generate(asking('hello'));
  const replayed = cassette({ file })(scriptedModel([]));
  expect(textOf((await replayed.generate(asking('hello'))).message)).toBe('hi');
  expect((await read(replayed)).map((event) => event.type)).toEqual(['text', 'part', 'finish']);
});

it('gives a stream back event by event', async () => {
  const file = newFile();
  const step = { text: 'one two', attempts: [{ text: 'on', fails: 'end', after: 1 }] } as const;
  const events = await read(cassette({ file, mode: 'record' })(scriptedModel([step])));
  const again = await read(cassette({ file })(scriptedModel([])));
  expect(again.map(({ type }) => type)).toEqual(events.map(({ type }) => type));
  expect(again.map(({ type }) => type)).toContain('restart');
});

it('gives the same call its recordings in order, and then the last one', async () => {
  const file = newFile();
  const live = cassette({ file, mode: 'record' })(scriptedModel(['first', 'second']));
  for (let call = 0; call < 2; call += 1) await live.generate(asking('hello'));
  const replayed = cassette({ file })(scriptedModel([]));
  const texts: string[] = [];
  for (let call = 0; call < 3; call += 1) {
    texts.push(textOf((await replayed.generate(asking('hello'))).message));
  }
  expect(texts).toEqual(['first', 'second', 'second']);
});

it('has one file for several models', async () => {
  const file = newFile();
  const live = cassette({ file, mode: 'record' });
  await live(scriptedModel(['from a'], { id: 'a' })).generate(asking('hello'));
  await live(scriptedModel(['from b'], { id: 'b' })).generate(asking('hello'));
  const tape = cassette({ file });
  const b = await tape(scriptedModel([], { id: 'b' })).generate(asking('hello'));
  expect(textOf(b.message)).toBe('from b');
});

it('says which recording comes nearest to a call that was not recorded', async () => {
  const file = newFile();
  const live = cassette({ file, mode: 'record' })(scriptedModel(['hi', 'ho']));
  await live.generate({ ...asking('hello'), temperature: 0 });
  await live.generate(asking('something else'));
  const replayed = cassette({ file })(scriptedModel([]));
  await expect(replayed.generate(asking('hello!'))).rejects.toThrow(
    'messages[0].content[0].text: recorded "something else", asked "hello!"',
  );
  await expect(replayed.generate({ ...asking('hello'), temperature: 1 })).rejects.toThrow(
    'temperature: recorded 0, asked 1',
  );
  await expect(
    cassette({ file: newFile() })(scriptedModel([])).generate(asking('x')),
  ).rejects.toThrow('The cassette is empty.');
});

it('writes and looks up redacted texts only', async () => {
  const file = newFile();
  const redact = (text: string) => text.replaceAll(/\d{4,}/g, '#');
  const live = cassette({ file, mode: 'record', redact })(scriptedModel(['your card 99998888']));
  await live.generate(asking('my card 12345678'));
  expect(readFileSync(file, 'utf8')).not.toMatch(/\d{8}/);
  const replayed = cassette({ file, redact })(scriptedModel([]));
  const { message } = await replayed.generate(asking('my card 77776666'));
  expect(textOf(message)).toBe('your card #');
});

it('gives errors back', async () => {
  const file = newFile();
  const live = cassette({ file, mode: 'record' })(scriptedModel([{ fails: 'model.throttled' }]));
  await expect(live.generate(asking('hello'))).rejects.toThrow();
  await expect(
    cassette({ file })(scriptedModel([])).generate(asking('hello')),
  ).rejects.toMatchObject({ code: 'model.throttled', retryable: true });
});

it('costs in a replay what the recorded call cost', async () => {
  const file = newFile();
  const run = (model: ChatModel) =>
    pattern({ name: 'asking', version: '1' }, (_: null, scope) =>
      scope.generate(model, asking('hello')),
    ).run(null, { budget: { usd: 1 } }).outcome;
  const live = await run(cassette({ file, mode: 'record' })(scriptedModel(['hi'])));
  const replayed = await run(cassette({ file })(scriptedModel([])));
  expect(live.usage.usd).toBeGreaterThan(0);
  expect(replayed.usage).toEqual(live.usage);
});

it('is not there when it is off', () => {
  const model = scriptedModel([]);
  expect(cassette({ file: newFile(), mode: 'off' })(model)).toBe(model);
});
