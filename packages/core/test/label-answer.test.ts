import { expect, test } from 'vitest';
import { joinLabels, type Label, type Message, pattern, user } from '../src/index.ts';
import { scriptedModel } from '../src/testing/index.ts';

const of = (dataClass: string): Label => ({ origin: 'retrieval', dataClass });
const ORDER = ['public', 'internal', 'secret'];

test.each([
  ['the higher of two that are listed', ['internal', 'public'], ORDER, 'internal'],
  ['one that is not listed over all that are', ['secret', 'odd'], ORDER, 'odd'],
  ['both of two whose order nobody knows', ['public', 'confidential'], [], 'confidential+public'],
  ['each of three once', ['b', 'a', 'b', 'c'], [], 'a+b+c'],
])('joined labels keep %s', (_, classes, order, joined) => {
  expect(joinLabels(classes.map(of), order).dataClass).toBe(joined);
  expect(joinLabels(classes.toReversed().map(of), order).dataClass).toBe(joined);
});

const answerTo = (messages: readonly Message[]) =>
  pattern({ name: 'p', version: '1' }, (_: null, scope) =>
    scope.generate(scriptedModel(['It is so.']), { messages }),
  )
    .run(null)
    .value();

test('an answer is as sensitive as what it was made from', async () => {
  const secret = { type: 'text', text: 'x', label: of('secret') } as const;
  expect((await answerTo([user(['What?', secret])])).message.content).toEqual([
    { type: 'text', text: 'It is so.', label: { origin: 'model', dataClass: 'secret' } },
  ]);
});

test('an answer made from nothing classified has no label', async () => {
  expect((await answerTo([user('What?')])).message.content).toEqual([
    { type: 'text', text: 'It is so.' },
  ]);
});
