import {
  type Check,
  type CheckContext,
  type InspectedPart,
  isAshlarError,
  stopped,
  type Verdict,
} from '@ashlar/core';
import type { CompleteRule } from './check-rule.ts';
import { faultOf } from './fault-of.ts';

/**
 * The same check, which always gives verdicts that make sense: in time, and about what it was shown. Its parts are numbered
 * for it from 0, and its verdicts name the part and the path that the guard was given.
 */
export function bounded({ check, onError, timeoutMs }: CompleteRule): Check {
  const failed = (code: string, what: string): readonly Verdict[] => [
    { check: check.id, action: onError, code, message: `The check ${what}.` },
  ];
  return {
    ...check,
    inspect(parts, context) {
      const shown = parts.map((part, index) => ({ ...part, index }));
      const settle = (said: unknown): readonly Verdict[] => {
        const fault = faultOf(said, check, shown);
        return fault === undefined
          ? (said as readonly Verdict[]).map((verdict) => placed(verdict, parts))
          : failed('check.failed', `gave a verdict that makes no sense: ${fault}`);
      };
      // What was thrown can hold what was inspected, so only its kind is told.
      const fail = (error: unknown): readonly Verdict[] => {
        if (isAshlarError(error, 'run.stopped')) throw error;
        if (error === late) return failed('check.timeout', `took longer than ${timeoutMs} ms`);
        return failed('check.failed', `failed (${kindOf(error)})`);
      };
      try {
        // What answers at once cannot be told to stop, and is asked for every few words of a stream.
        if (check.cost === 'sync') {
          const said = check.inspect(shown, context);
          if (!isPromise(said)) return settle(said);
          return within(said, timeoutMs, context).then(settle).catch(fail);
        }
        const controller = new AbortController();
        const signal = AbortSignal.any([context.signal, controller.signal]);
        const said = check.inspect(shown, { ...context, signal });
        if (!isPromise(said)) return settle(said);
        return within(said, timeoutMs, context, controller).then(settle).catch(fail);
      } catch (error) {
        return fail(error);
      }
    },
  };
}

/** Settles in time and on abort, whether or not the check listens. */
async function within<T>(
  said: PromiseLike<T>,
  timeoutMs: number,
  { signal }: CheckContext,
  controller?: AbortController,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let leave = (): void => {};
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late), timeoutMs);
    leave = () => reject(abortError(signal));
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([said, over]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
    controller?.abort(late);
  }
}

const late = new Error('The check took too long.');

function abortError({ reason }: AbortSignal): Error {
  return isAshlarError(reason) ? reason : stopped('aborted', 'The check was aborted.');
}

function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as PromiseLike<T> | undefined)?.then === 'function';
}

function kindOf(error: unknown): string {
  if (isAshlarError(error)) return error.code;
  return error instanceof Error ? error.name : typeof error;
}

function placed(verdict: Verdict, parts: readonly InspectedPart[]): Verdict {
  if (verdict.part === undefined) return verdict;
  const { index, path } = parts[verdict.part] as InspectedPart;
  return { ...verdict, part: index, ...(path === undefined ? {} : { path }) };
}
