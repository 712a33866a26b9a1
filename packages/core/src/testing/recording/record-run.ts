import { toErrorRecord } from '../../errors.ts';
import type { RunEvent } from '../../event.ts';
import type { Json, JsonObject } from '../../json/json.ts';
import { toJson } from '../../json/to-json.ts';
import { goesOn, isDelta } from '../../kernel/delta.ts';
import type { Outcome } from '../../outcome.ts';
import type { Run } from '../../run.ts';
import { normalise } from './normalise.ts';
import type { RunRecording } from './run-recording.ts';
import type { ToolRecorder } from './tool-recorder.ts';

export interface RecordRunOptions {
  /** Whose policy the run's runtime has: the recording then has the inputs of tool calls. */
  readonly tools?: ToolRecorder;
}

/**
 * Watches a run to its end. Its id becomes `run`, times become 0, signatures are masked and text deltas are joined, so that the
 * recording of the same run is the same again.
 *
 * A run that is watched asks its models to stream; pass `stream: false` to the run for the other case.
 *
 * @example
 * const recording = await recordRun(agent.run('input'));
 * await expect(JSON.stringify(recording, null, 2)).toMatchFileSnapshot('agent.golden.json');
 */
export async function recordRun<O>(
  run: Run<O>,
  { tools }: RecordRunOptions = {},
): Promise<RunRecording> {
  const events: RunEvent[] = [];
  for await (const event of run) push(events, event);
  const outcome = outcomeToJson(await run.outcome);
  const numbered = events.map((event, seq) => ({ ...event, seq }));
  const recording = {
    format: 1,
    events: numbered,
    outcome,
    ...(tools === undefined ? {} : { toolCalls: tools.calls }),
  };
  return normalise(toJson(recording, 'The recording'), run.id) as unknown as RunRecording;
}

// How many deltas a text comes in depends on who watches.
function push(events: RunEvent[], event: RunEvent): void {
  const last = events.at(-1);
  if (last !== undefined && isDelta(last) && isDelta(event) && goesOn(last, event)) {
    events[events.length - 1] = { ...last, text: last.text + event.text };
  } else events.push(event);
}

function outcomeToJson(outcome: Outcome<unknown>): JsonObject {
  const { usage, abandoned, ...rest } = outcome;
  const end: Record<string, unknown> = { ...rest };
  if (outcome.status === 'failed') end.error = toErrorRecord(outcome.error);
  if (outcome.status === 'suspended') {
    const { entries: _entries, ...checkpoint } = outcome.checkpoint;
    end.checkpoint = checkpoint;
  }
  const whole: Json = toJson({ ...end, usage, abandoned }, 'The outcome');
  return whole as JsonObject;
}
