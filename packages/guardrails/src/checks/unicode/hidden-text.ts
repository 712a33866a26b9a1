import type { Oddity } from './oddity.ts';

/** Runs of characters that are not seen where they stand. */
export function hiddenText(text: string): readonly Oddity[] {
  const found: Oddity[] = [];
  for (const { 0: run, index } of text.matchAll(CANDIDATES)) {
    for (const [start, hidden] of hiddenIn(text, index, run)) found.push(oddity(start, hidden));
  }
  return found;
}

// Zero-width, joiners, directions, fillers, selectors, tags, and control characters but tab, line feed and carriage return.
const CANDIDATES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: marks that join are what it looks for
  /[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]+/gu;

/** Parts of a run without what writing needs. */
function* hiddenIn(text: string, at: number, run: string): Generator<[number, string]> {
  const points = [...run];
  let start = at;
  let hidden = '';
  let position = at;
  const kept = keptTags(text, at, points);
  for (const [number, point] of points.entries()) {
    const needed = number < kept || isNeeded(text, position, point, points[number - 1]);
    if (needed && hidden !== '') yield [start, hidden];
    hidden = needed ? '' : hidden + point;
    position += point.length;
    if (needed) start = position;
  }
  if (hidden !== '') yield [start, hidden];
}

/** How many points at the beginning of a run make a flag: a black flag, up to six tags and the end of tags. */
function keptTags(text: string, at: number, points: readonly string[]): number {
  if (text.slice(Math.max(0, at - 2), at) !== '\u{1f3f4}') return 0;
  const flag = /^[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{2,6}\u{e007f}/u.exec(
    points.slice(0, 7).join(''),
  );
  return flag === null ? 0 : [...flag[0]].length;
}

function isNeeded(text: string, at: number, point: string, previous: string | undefined): boolean {
  const before = lastPoint(text.slice(Math.max(0, at - 2), at));
  const after = text.slice(at + point.length, at + point.length + 2);
  if (point === '\u200d' && EMOJI.test(before) && PICTURE.test(after)) return true;
  if (point === '\u200c' || point === '\u200d') return JOINING.test(before);
  // Where words are written without spaces it says where a line may break.
  if (point === '\u200b' && UNSPACED.test(before)) return true;
  if (/[\ufe00-\ufe0f]/.test(point)) {
    return previous === undefined && /[^\s\p{Cc}]/u.test(before);
  }
  if (/[\u{e0100}-\u{e01ef}]/u.test(point)) {
    return previous === undefined && /\p{Script=Han}/u.test(before);
  }
  if (/[\u180b-\u180d]/.test(point)) return /\p{Script=Mongolian}/u.test(before);
  if (/[\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069]/.test(point)) {
    return RIGHT_TO_LEFT.test(text.slice(Math.max(0, at - NEAR), at + NEAR));
  }
  return point === '\ufeff' && at === 0;
}

const NEAR = 32;
const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f|\u20e3)$/u;
const PICTURE = /^\p{Extended_Pictographic}/u;
const JOINING =
  /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Nko}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]$/u;
const UNSPACED =
  /^[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]$/u;
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

function lastPoint(text: string): string {
  return [...text].at(-1) ?? '';
}

function oddity(start: number, hidden: string): Oddity {
  const points = [...hidden];
  if (points.length >= MESSAGE) {
    const end = start + points.slice(0, MESSAGE).join('').length;
    return {
      code: 'unicode.hidden-message',
      message: `A hidden message of ${MESSAGE} characters or more.`,
      span: { start, end },
      replacement: '',
      always: true,
    };
  }
  const [code, what] = kindOf(points[0] as string);
  return {
    code: `unicode.${code}`,
    message: `${what} (${points.length}).`,
    span: { start, end: start + hidden.length },
    replacement: '',
  };
}

const MESSAGE = 32;

function kindOf(point: string): readonly [string, string] {
  if (/[\u{e0000}-\u{e007f}]/u.test(point)) return ['tag', 'Tag characters'];
  if (/[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u.test(point))
    return ['variation', 'Variation selectors'];
  if (/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(point)) {
    return ['direction', 'Characters that change the direction of text'];
  }
  if (/\p{Cc}/u.test(point)) return ['control', 'Control characters'];
  return ['zero-width', 'Characters without a width'];
}
