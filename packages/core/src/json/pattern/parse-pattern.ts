/** A regular expression as a tree. */
export type Pattern =
  | { readonly type: 'one'; readonly source: string }
  | { readonly type: 'place'; readonly source: string }
  | { readonly type: 'sequence'; readonly items: readonly Pattern[] }
  | { readonly type: 'choice'; readonly items: readonly Pattern[] }
  | { readonly type: 'repeat'; readonly item: Pattern; readonly min: number; readonly max: number }
  /** Looking ahead or back, or a reference to what was matched: not regular. */
  | { readonly type: 'look'; readonly item: Pattern }
  | { readonly type: 'reference' };

// One character, as the engine of the platform reads it. A reference to a group is no character.
const CLASS = '\\[(?:\\\\[\\s\\S]|[^\\]\\\\])*\\]';
const CODE = 'u[\\da-f]{4}|x[\\da-f]{2}|c[a-z]|[^1-9k]';
const PLAIN = '[^\\\\|()[*+?{]';
const ONE = {
  '': new RegExp(`^(?:${CLASS}|\\\\(?:${CODE})|${PLAIN})`, 'i'),
  u: new RegExp(`^(?:${CLASS}|\\\\(?:u\\{[\\da-f]+\\}|p\\{[^}]*\\}|${CODE})|${PLAIN})`, 'iu'),
};
const BRACE = /^\{(\d+)(,?)(\d*)\}/;
const OPEN = /^\((?:\?(?::|<[\p{L}_$][\p{L}\p{N}_$]*>|(<?[=!])))?/u;

/** Reads a pattern that the platform takes; undefined where it says something that is not known here. */
export function parsePattern(source: string, flags: 'u' | ''): Pattern | undefined {
  let at = 0;
  let depth = 0;
  const rest = (): string => source.slice(at, at + LONGEST);

  function choice(): Pattern {
    const items = [sequence()];
    while (source[at] === '|') {
      at += 1;
      items.push(sequence());
    }
    return items.length === 1 ? (items[0] as Pattern) : { type: 'choice', items };
  }
  function sequence(): Pattern {
    const items: Pattern[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') items.push(repeated());
    return { type: 'sequence', items };
  }
  function repeated(): Pattern {
    const item = atom();
    const [min, max] = times();
    if (min === 1 && max === 1) return item;
    if (source[at] === '?') at += 1;
    return { type: 'repeat', item, min, max };
  }
  function times(): readonly [number, number] {
    const sign = source[at] ?? '';
    const known = SIGNS.get(sign);
    if (known !== undefined) {
      at += 1;
      return known;
    }
    const brace = BRACE.exec(rest());
    if (brace === null) return [1, 1];
    at += brace[0].length;
    const [, min = '', comma, max] = brace;
    if (comma === '') return [Number(min), Number(min)];
    return [Number(min), max === '' ? Number.POSITIVE_INFINITY : Number(max)];
  }
  function atom(): Pattern {
    const open = OPEN.exec(rest());
    if (open !== null) return group(open);
    const place = /^(?:[\^$]|\\[bB])/.exec(rest());
    if (place !== null) {
      at += place[0].length;
      return { type: 'place', source: place[0] };
    }
    const reference = /^\\(?:[1-9]\d*|k<[^>]*>)/.exec(rest());
    if (reference !== null) {
      at += reference[0].length;
      return { type: 'reference' };
    }
    // Without Unicode a brace that counts nothing stands for itself.
    if (source[at] === '{' && flags === '') {
      at += 1;
      return { type: 'one', source: '\\{' };
    }
    const one = ONE[flags].exec(rest());
    if (one === null) throw unknown;
    at += one[0].length;
    return { type: 'one', source: one[0] };
  }
  function group([text, look]: RegExpExecArray): Pattern {
    at += text.length;
    depth += 1;
    if (depth > DEEPEST) throw unknown;
    const item = choice();
    if (source[at] !== ')') throw unknown;
    at += 1;
    depth -= 1;
    return look === undefined ? item : { type: 'look', item };
  }

  try {
    const whole = choice();
    return at === source.length ? whole : undefined;
  } catch (error) {
    if (error === unknown) return undefined;
    throw error;
  }
}

const SIGNS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['*', [0, Number.POSITIVE_INFINITY]],
  ['+', [1, Number.POSITIVE_INFINITY]],
  ['?', [0, 1]],
]);
const unknown = new Error('The pattern says something that is not known here.');
const DEEPEST = 100;
// Of one class of characters.
const LONGEST = 10_000;
