import { expect } from 'vitest';
import type { StopCause } from '../../errors.ts';
import {
  asked,
  called,
  completed,
  type Finding,
  type UsageLimits,
  usedAtMost,
  wasStopped,
} from '../recording/queries.ts';
import type { RunRecording } from '../recording/run-recording.ts';

/** What can be expected of a recording of a run. */
export interface RunMatchers<R = void> {
  /** The run completed, with this value when one is given. */
  toComplete(value?: unknown): R;
  /** A limit or somebody stopped the run, for this reason when one is given. */
  toStop(reason?: StopCause): R;
  /** The tool was called; with an input that has at least these fields, when they are given. */
  toCall(tool: string, input?: unknown): R;
  /** The question was answered; its name, or `name@version`. */
  toAsk(question: string): R;
  /** The run used no more than this. */
  toUseAtMost(limits: UsageLimits): R;
}

declare module 'vitest' {
  // A merged declaration must repeat the type parameters of vitest.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown>
    extends RunMatchers<R> {}
}

/**
 * Adds the matchers of {@link RunMatchers} to vitest's `expect`. Call it once, in a setup file or at the top of a test.
 *
 * @example
 * extendExpect();
 * const recording = await recordRun(agent.run('input'));
 * expect(recording).toComplete('a value');
 * expect(recording).not.toCall('delete_account');
 */
export function extendExpect(): void {
  expect.extend({
    toComplete: (recording: RunRecording, value?: unknown) =>
      report(completed(recording, value), 'complete', value),
    toStop: (recording: RunRecording, reason?: StopCause) =>
      report(wasStopped(recording, reason), 'stop', reason),
    toCall: (recording: RunRecording, tool: string, input?: unknown) =>
      report(called(recording, tool, input), `call ${tool}`, input),
    toAsk: (recording: RunRecording, question: string) =>
      report(asked(recording, question), `ask ${question}`),
    toUseAtMost: (recording: RunRecording, limits: UsageLimits) =>
      report(usedAtMost(recording, limits), 'use at most', limits),
  });
}

function report({ pass, found }: Finding, what: string, detail?: unknown) {
  const wanted = detail === undefined ? what : `${what} ${JSON.stringify(detail)}`;
  return {
    pass,
    message: () => `The run should ${pass ? 'not ' : ''}${wanted}. It has: ${found}.`,
  };
}
