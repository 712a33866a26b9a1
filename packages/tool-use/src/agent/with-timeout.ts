import { AshlarError, systemClock, type Tool, type ToolContext } from '@ashlar/core';
import { withOwnContent } from '../results/tool-content.ts';

/**
 * The tool with a limit of time. It settles when the time is over, whether or not the tool listens to its signal; what the tool has
 * begun may still go on outside.
 *
 * @param timeoutMs unless the tool has a `timeoutMs` of its own
 */
export function withTimeout(tool: Tool & { readonly timeoutMs?: number }, timeoutMs: number): Tool {
  const limit = tool.timeoutMs ?? timeoutMs;
  const own = withOwnContent(tool);
  return { ...own, run: (input, context) => within(own, limit, input, context) };
}

function within(
  tool: Tool,
  timeoutMs: number,
  input: unknown,
  context: ToolContext,
): Promise<unknown> {
  const { signal } = context;
  const own = new AbortController();
  return new Promise((resolve, reject) => {
    const stopTimer = systemClock.after(timeoutMs, () => end(timedOut(tool.name, timeoutMs)));
    const onAbort = (): void => end(signal.reason);
    function finish(): void {
      stopTimer();
      signal.removeEventListener('abort', onAbort);
    }
    function end(reason: unknown): void {
      finish();
      reject(reason);
      own.abort(reason);
    }
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    // What throws before its first await rejects like the rest.
    new Promise((done) => done(tool.run(input, { ...context, signal: own.signal }))).then(
      (value) => {
        finish();
        resolve(value);
      },
      (error: unknown) => {
        finish();
        reject(error);
      },
    );
  });
}

function timedOut(tool: string, timeoutMs: number): AshlarError<'tool.timeout'> {
  return new AshlarError(
    'tool.timeout',
    `The tool ${tool} did not answer within ${timeoutMs} ms. Give it a longer timeoutMs, or make it faster.`,
    { facts: { tool, timeoutMs } },
  );
}
