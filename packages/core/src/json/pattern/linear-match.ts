import type { Pattern } from './parse-pattern.ts';

/** Whether a text has a match; undefined when it would take too long to say. */
export type Matches = (text: string) => boolean | undefined;

/** A state: goes on at `next`, all at once, if its test holds for the character, or for the place, there. */
interface State {
  readonly next: number[];
  readonly one?: RegExp;
  readonly place?: string;
}

const MOST_STATES = 25_000;
const MOST_STEPS = 20_000_000;

/**
 * Searches for a regular pattern in time in proportion to the length of the text: all ways through the pattern are followed side by side,
 * none is gone back on. Undefined where the pattern is not regular, or too large.
 *
 * Source: K. Thompson, Regular expression search algorithm, CACM 11 (1968).
 */
export function linearMatch(pattern: Pattern, flags: 'u' | ''): Matches | undefined {
  const states: State[] = [{ next: [] }];
  const add = (state: State): number => {
    if (states.length >= MOST_STATES) throw tooLarge;
    return states.push(state) - 1;
  };
  const end = 0;
  const tests = new Map<string, RegExp>();
  const testOf = (source: string): RegExp => {
    const test = tests.get(source) ?? new RegExp(`^${source}$`, flags);
    tests.set(source, test);
    return test;
  };

  /** The state from which `part` leads to `next`. */
  function build(part: Pattern, next: number): number {
    switch (part.type) {
      case 'one':
        return add({ one: testOf(part.source), next: [next] });
      case 'place':
        return add({ place: part.source, next: [next] });
      case 'sequence':
        return part.items.reduceRight((behind, item) => build(item, behind), next);
      case 'choice':
        return add({ next: part.items.map((item) => build(item, next)) });
      case 'repeat':
        return buildRepeat(part, next);
      default:
        throw tooLarge;
    }
  }
  function buildRepeat({ item, min, max }: Extract<Pattern, { type: 'repeat' }>, next: number) {
    let from = next;
    if (max === Number.POSITIVE_INFINITY) {
      const again: number[] = [next];
      from = add({ next: again });
      again.push(build(item, from));
    } else {
      for (let count = min; count < max; count += 1)
        from = add({ next: [next, build(item, from)] });
    }
    for (let count = 0; count < min; count += 1) from = build(item, from);
    return from;
  }

  let start: number;
  try {
    start = build(pattern, end);
  } catch (error) {
    if (error === tooLarge) return undefined;
    throw error;
  }
  return (text) => run(states, start, end, flags === 'u' ? [...text] : text.split(''));
}

const tooLarge = new Error('The pattern is not regular, or too large.');

function run(
  states: readonly State[],
  start: number,
  end: number,
  text: readonly string[],
): boolean | undefined {
  const seenAt = new Int32Array(states.length).fill(-1);
  let steps = 0;
  let here: number[] = [];
  let ended = false;

  /** Adds a state and what is reached from it without a character. */
  function reach(first: number, at: number): void {
    const open = [first];
    for (let number = open.pop(); number !== undefined; number = open.pop()) {
      if (seenAt[number] === at) continue;
      seenAt[number] = at;
      steps += 1;
      const { one, place, next } = states[number] as State;
      if (number === end) ended = true;
      else if (one !== undefined) here.push(number);
      else if (place === undefined || holds(place, text, at)) open.push(...next);
    }
  }

  reach(start, 0);
  for (const [at, character] of text.entries()) {
    if (ended) return true;
    const now = here;
    here = [];
    for (const number of now) {
      steps += 1;
      const { one, next } = states[number] as State;
      if (one?.test(character)) for (const following of next) reach(following, at + 1);
    }
    reach(start, at + 1);
    if (steps > MOST_STEPS) return undefined;
  }
  return ended;
}

function holds(place: string, text: readonly string[], at: number): boolean {
  if (place === '^') return at === 0;
  if (place === '$') return at === text.length;
  const isWord = (character: string | undefined) => /^\w$/.test(character ?? '');
  return (isWord(text[at - 1]) !== isWord(text[at])) === (place === '\\b');
}
