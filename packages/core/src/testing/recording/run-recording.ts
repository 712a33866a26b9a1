import type { RunEvent } from '../../event.ts';
import type { Json, JsonObject } from '../../json/json.ts';

/** A tool call as it was made. */
export interface RecordedToolCall {
  readonly tool: string;
  readonly input: Json;
}

/** What happened in a run, as JSON that is the same for every run that does the same: a golden file. */
export interface RunRecording {
  readonly format: 1;
  readonly events: readonly RunEvent[];
  /** The outcome, with errors as JSON and without a checkpoint's entries. */
  readonly outcome: JsonObject;
  /** Tool calls with their input, when a {@link toolRecorder} was given. */
  readonly toolCalls?: readonly RecordedToolCall[];
}
