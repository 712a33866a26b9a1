import {
  abstain,
  firstSure,
  isAbstain,
  json,
  type PromptCatalog,
  pattern,
  question,
  type RunEvent,
  type Scope,
  system,
  textOf,
  user,
} from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';

const isSpam = question({
  name: 'mail.is-spam',
  version: '1',
  input: z.object({ text: z.string() }),
  output: z.object({ spam: z.boolean() }),
  prompt: (input) => [system('Is this spam?'), user([json(input)])],
});
const byWord = isSpam.by(
  ({ text }) => (/lottery/.test(text) ? { spam: true } : abstain),
  'word-list',
);

const inRun = <T>(body: (scope: Scope) => Promise<T>) =>
  pattern({ name: 'agent', version: '1' }, (_: null, scope) => body(scope));

async function asked(agent: ReturnType<typeof inRun>): Promise<string[]> {
  const events: RunEvent[] = [];
  for await (const event of agent.run(null)) events.push(event);
  return events.flatMap((one) => (one.type === 'question.answered' ? [one.how] : []));
}

test('a rule answers where it is sure and fails where it abstains, saying what to do', async () => {
  const win = { text: 'You won the lottery' };
  expect(
    await inRun((scope) => scope.ask(byWord, win))
      .run(null)
      .value(),
  ).toEqual({ spam: true });
  expect(await inRun((scope) => scope.ask(byWord, { text: 'Hi' })).run(null).outcome).toMatchObject(
    {
      status: 'failed',
      error: {
        code: 'question.unsure',
        facts: { question: 'mail.is-spam@1', rule: 'word-list' },
        message: expect.stringContaining('firstSure'),
      },
    },
  );
});

test('a model is asked only where all rules abstain', async () => {
  const model = scriptedModel([{ json: { spam: false } }], { id: 'judge' });
  const never = isSpam.by(() => abstain, 'never');
  const answerer = firstSure([never, byWord], isSpam.on(model));
  const both = inRun(async (scope) => [
    await scope.ask(answerer, { text: 'lottery' }),
    await scope.ask(answerer, { text: 'Hi' }),
  ]);
  expect(await both.run(null).value()).toEqual([{ spam: true }, { spam: false }]);
  model.assertDone();
  expect(model.calls).toHaveLength(1);
  expect(model.calls[0]?.attributes).toMatchObject({ question: 'mail.is-spam@1' });
});

test('watchers are told who stood ready to answer', async () => {
  const answerer = firstSure([byWord], isSpam.on(scriptedModel([], { id: 'judge' })));
  expect(await asked(inRun((scope) => scope.ask(answerer, { text: 'lottery' })))).toEqual([
    'first-sure(by:word-list, on:judge)',
  ]);
});

test('an input that does not fit is refused by rules and models alike, before anybody is asked', async () => {
  const model = scriptedModel([]);
  for (const answerer of [byWord, isSpam.on(model), firstSure([byWord], isSpam.on(model))]) {
    const agent = inRun((scope) => scope.ask(answerer, { text: 1 } as never));
    expect(await agent.run(null).outcome).toMatchObject({
      error: { code: 'input.invalid', facts: { what: 'mail.is-spam@1' } },
    });
  }
  expect(model.calls).toEqual([]);
});

test('abstaining is a value that survives JSON, and nothing else is taken for it', () => {
  expect(isAbstain(JSON.parse(JSON.stringify(abstain)))).toBe(true);
  for (const other of [undefined, null, {}, { abstain: false }, { abstain: true, spam: true }]) {
    expect(isAbstain(other)).toBe(false);
  }
});

test('another wording has a version of its own', () => {
  const acme = isSpam.with({ version: 'acme.3', prompt: () => [user('Acme?')] });
  expect(acme.tag).toBe('mail.is-spam@1+acme.3');
  expect(acme.with({ version: 'x' }).tag).toBe('mail.is-spam@1+acme.3+x');
  expect(isSpam.tag).toBe('mail.is-spam@1');
});

const catalog = (word: string): PromptCatalog => ({
  'mail.is-spam': {
    version: word,
    prompt: (input: { text: string }) => [system(`${word}?`), user([json(input)])],
  },
  'another.question': { version: 'x', prompt: () => [] },
});

test('the wording of a catalog holds in the run that is given it and in all below', async () => {
  const model = scriptedModel(() => ({ json: { spam: true } }));
  const inner = pattern({ name: 'inner', version: '1' }, (_: null, scope) =>
    scope.ask(isSpam.on(model), { text: 'a' }),
  );
  const outer = inRun((scope) => scope.run(inner, null));
  await outer.run(null, { prompts: catalog('acme') }).value();
  await outer.run(null).value();
  const said = model.calls.map(({ request, attributes }) => [
    textOf(request.messages[0] as Parameters<typeof textOf>[0]),
    attributes.question,
  ]);
  expect(said).toEqual([
    ['acme?', 'mail.is-spam@1+acme'],
    ['Is this spam?', 'mail.is-spam@1'],
  ]);
});
