import { createRuntime, pattern, user } from '@ashlar/core';
import { recordRun, scriptedModel, scriptedTool, toolRecorder } from '@ashlar/core/testing';
import { extendExpect } from '@ashlar/core/testing/vitest';
import { describe, expect, it } from 'vitest';

extendExpect();

const look = scriptedTool({ name: 'look' }, ({ word }: { word: string }) => word.length);
const sure = {
  question: 'test.is-sure@1',
  how: 'by:rule',
  answer: async () => true,
};

const counting = pattern({ name: 'counting', version: '1' }, async (word: string, scope) => {
  const model = scriptedModel(() => 'one two three');
  await scope.generate(model, { messages: [user(word)] });
  await scope.ask(sure, null);
  return scope.call(look, { word });
});

const record = async (budget = {}) => {
  const tools = toolRecorder();
  const run = createRuntime({ policy: tools.policy }).run(counting, 'stone', { budget });
  return recordRun(run, { tools });
};

it('is the same for two runs that do the same', async () => {
  const recording = await record();
  expect(await record()).toEqual(recording);
  expect(JSON.parse(JSON.stringify(recording))).toEqual(recording);
});

it('has the events with joined deltas and without ids and times, and the outcome', async () => {
  const { events, outcome, toolCalls } = await record();
  expect(events.map((event) => event.type)).toEqual([
    'run.started',
    'effect.started',
    'text.delta',
    'usage.recorded',
    'effect.finished',
    'question.answered',
    'effect.started',
    'effect.finished',
    'run.finished',
  ]);
  expect(events[2]).toEqual({
    type: 'text.delta',
    id: 'generate#0',
    text: 'one two three',
    runId: 'run',
    path: '',
    seq: 2,
    at: 0,
  });
  expect(outcome).toMatchObject({ status: 'completed', value: 5, usage: { steps: 2 } });
  expect(toolCalls).toEqual([{ tool: 'look', input: { word: 'stone' } }]);
});

it('has an error as JSON', async () => {
  const failing = pattern({ name: 'failing', version: '1' }, () => {
    throw new TypeError('no');
  });
  const { outcome } = await recordRun(failing.run(null));
  expect(outcome).toMatchObject({ status: 'failed', error: { code: 'unexpected', message: 'no' } });
});

describe('the matchers', () => {
  it('hold for what the run did', async () => {
    const recording = await record();
    expect(recording).toComplete();
    expect(recording).toComplete(5);
    expect(recording).toCall('look');
    expect(recording).toCall('look', { word: 'stone' });
    expect(recording).toAsk('test.is-sure');
    expect(recording).toUseAtMost({ steps: 2, tokens: 10, usd: 0.001 });
    expect(recording).not.toCall('delete');
    expect(recording).not.toCall('look', { word: 'brick' });
    expect(recording).not.toAsk('test.is');
    expect(recording).not.toStop();
    expect(await record({ steps: 1 })).toStop('steps');
  });

  it('say what the run did instead', async () => {
    const recording = await record();
    expect(() => expect(recording).toComplete(6)).toThrow(
      'The run should complete 6. It has: completed with 5.',
    );
    expect(() => expect(recording).toStop('cost')).toThrow('The run should stop "cost"');
    expect(() => expect(recording).toCall('look', { word: 'x' })).toThrow(
      'It has: look({"word":"stone"})',
    );
    expect(() => expect(recording).not.toCall('look')).toThrow('The run should not call look');
    expect(() => expect(recording).toAsk('other')).toThrow('It has: test.is-sure@1');
    expect(() => expect(recording).toUseAtMost({ steps: 1 })).toThrow('It has: 2 steps');
  });

  it('need the inputs of tools when they are asked for them', async () => {
    const recording = await recordRun(counting.run('stone'));
    expect(recording).toCall('look');
    expect(() => expect(recording).toCall('look', {})).toThrow('pass recordRun a toolRecorder()');
  });
});
