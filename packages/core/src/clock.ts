/** Time as the kernel sees it; tests replace it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Calls `callback` once after `ms`, which may be infinite; returns what cancels it. A run cancels all of its own when it
   * ends. Until then they keep a process alive: a program that waits for nothing but a deadline must see it come.
   */
  after(ms: number, callback: () => void): () => void;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    let timer = start(ms);
    // A timer that is set to more than it can count fires at once.
    function start(left: number): ReturnType<typeof setTimeout> {
      if (left <= MOST) return setTimeout(callback, left);
      return setTimeout(() => {
        timer = start(left - MOST);
      }, MOST);
    }
    return () => clearTimeout(timer);
  },
};

const MOST = 2 ** 31 - 1;
