import { toJson } from '../../json/to-json.ts';
import type { Policy } from '../../policy.ts';
import type { RecordedToolCall } from './run-recording.ts';

export interface ToolRecorder {
  /** For `createRuntime({ policy })`. */
  readonly policy: Policy;
  readonly calls: readonly RecordedToolCall[];
}

/**
 * Remembers the input of every tool call of a runtime: events name the tool only. Calls that are replayed do not happen and are
 * not seen.
 */
export function toolRecorder(): ToolRecorder {
  const calls: RecordedToolCall[] = [];
  return {
    calls,
    policy: {
      tool: (tool) => ({
        ...tool,
        run(input, context) {
          calls.push({ tool: tool.name, input: toJson(input ?? null, 'The input') });
          return tool.run(input, context);
        },
      }),
    },
  };
}
