import { createRuntime, isAshlarError, pattern } from '@ashlar/core';
import { fakeClock } from '@ashlar/core/testing';
import { expect, test } from 'vitest';
import { never } from '../support/turns.ts';

const line = pattern({ name: 'line', version: '1' }, async (text: string, scope) => {
  scope.partial(text);
  await scope.step('wait', () => never());
});
const page = pattern({ name: 'page', version: '1' }, async (text: string, scope) => {
  scope.partial(`page of ${text}`);
  await scope.run(line, text);
});

test('what nested runs had is in the outcome, the deepest first, also when nobody hands it up', async () => {
  const book = pattern({ name: 'book', version: '1' }, (_: null, scope) =>
    scope.parallel({
      a: (branch) => branch.run(page, 'stone'),
      b: (branch) => branch.run(line, 'wall'),
    }),
  );
  const clock = fakeClock();
  const run = createRuntime({ clock }).run(book, null);
  await clock.flush();
  run.abort();
  const outcome = await run.outcome;
  expect(outcome).toMatchObject({ status: 'stopped' });
  expect(outcome).not.toHaveProperty('partial');
  expect(outcome.partials).toHaveLength(3);
  expect(outcome.partials).toEqual(
    expect.arrayContaining([
      { path: 'parallel#0/a/run:page#0/run:line#0', agent: 'line', value: 'stone' },
      { path: 'parallel#0/a/run:page#0', agent: 'page', value: 'page of stone' },
      { path: 'parallel#0/b/run:line#0', agent: 'line', value: 'wall' },
    ]),
  );
  const paths = outcome.partials?.map(({ path }) => path) ?? [];
  expect(paths.indexOf('parallel#0/a/run:page#0/run:line#0')).toBeLessThan(
    paths.indexOf('parallel#0/a/run:page#0'),
  );
});

const failing = pattern({ name: 'failing', version: '1' }, (_: null, scope) => {
  scope.partial('half');
  throw new Error('the ink is gone');
});

test('a nested run that failed leaves what it had: in its error, and in the outcome of a run that fails of it', async () => {
  const outer = pattern({ name: 'outer', version: '1' }, (_: null, scope) =>
    scope.run(failing, null).catch((error) => {
      if (isAshlarError(error, 'unexpected')) scope.emit('had', error.facts.partial ?? null);
      throw error;
    }),
  );
  const run = outer.run(null);
  const had: unknown[] = [];
  for await (const event of run) if (event.type === 'note') had.push(event.data);
  expect(had).toEqual(['half']);
  expect(await run.outcome).toMatchObject({
    status: 'failed',
    error: { code: 'unexpected', message: 'the ink is gone' },
    partials: [{ path: 'run:failing#0', agent: 'failing', value: 'half' }],
  });
});

test('a run that completed, or below which nobody had anything, reports none', async () => {
  const patient = pattern({ name: 'patient', version: '1' }, (_: null, scope) =>
    scope.run(failing, null).catch(() => 'done'),
  );
  expect(await patient.run(null).outcome).not.toHaveProperty('partials');
  const lonely = pattern({ name: 'lonely', version: '1' }, () => {
    throw new Error('nothing');
  });
  expect(await lonely.run(null).outcome).not.toHaveProperty('partials');
});
