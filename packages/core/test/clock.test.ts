import { systemClock } from '@ashlar/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const day = 24 * 60 * 60 * 1000;

test('calls back once when the time has come', () => {
  const callback = vi.fn();
  systemClock.after(10, callback);
  vi.advanceTimersByTime(9);
  expect(callback).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(callback).toHaveBeenCalledOnce();
});

test('waits longer than a timer of the machine can', () => {
  const callback = vi.fn();
  systemClock.after(60 * day, callback);
  vi.advanceTimersByTime(60 * day - 1);
  expect(callback).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(callback).toHaveBeenCalledOnce();
});

test('leaves no timer behind what was cancelled, in whichever part of its wait', () => {
  const cancels = [10, 60 * day, Number.POSITIVE_INFINITY].map((ms) =>
    systemClock.after(ms, () => expect.unreachable()),
  );
  vi.advanceTimersByTime(9);
  cancels[0]?.();
  vi.advanceTimersByTime(30 * day);
  for (const cancel of cancels) cancel();
  expect(vi.getTimerCount()).toBe(0);
});
