import type { Choice } from './choices.ts';

/** Which choice a text means: the first way of reading it that finds any decides, and only if it finds one. */
export type ChoiceMatch =
  | { readonly found: 'one'; readonly choice: Choice; readonly cost: number }
  | { readonly found: 'none' | 'several' };

/**
 * Matches a text to a choice: by its letters, by another name of the choice, or, unless it must be exact, as the only one that
 * the text mentions.
 */
export function matchChoice(text: string, choices: readonly Choice[], exact = false): ChoiceMatch {
  const trimmed = text.trim();
  const compacted = compact(trimmed);
  const ways: readonly ((choice: Choice) => boolean)[] = [
    (choice) => String(choice.value) === trimmed,
    (choice) => compacted !== '' && compact(String(choice.value)) === compacted,
    (choice) => choice.names.some((name) => isName(trimmed, name)),
  ];
  for (const [index, fits] of ways.entries()) {
    const found = choices.filter(fits);
    if (found.length === 1)
      return { found: 'one', choice: found[0] as Choice, cost: index * 0.5 + 0.5 };
    if (found.length > 1) return { found: 'several' };
  }
  return exact ? { found: 'none' } : mentioned(trimmed, choices);
}

/** Letters and digits of a text in lower case: `In-Progress` and `IN_PROGRESS` are one word. */
export function compact(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

// The whole name, or its part before a bracket, quote or punctuation: "k1" for "k1) the first kind".
function isName(text: string, name: string): boolean {
  if (compact(text) === '') return false;
  if (compact(name) === compact(text)) return true;
  return (
    name.toLowerCase().startsWith(text.toLowerCase()) &&
    /^\s*[()[\]"',;:.–—]/.test(name.slice(text.length))
  );
}

function mentioned(text: string, choices: readonly Choice[]): ChoiceMatch {
  const words = ` ${spaced(text)} `;
  const hits: { choice: Choice; start: number; end: number }[] = [];
  for (const choice of choices) {
    for (const name of [String(choice.value), ...choice.names]) {
      const needle = ` ${spaced(name)} `;
      if (needle.trim() === '') continue;
      for (
        let start = words.indexOf(needle);
        start >= 0;
        start = words.indexOf(needle, start + 1)
      ) {
        hits.push({ choice, start, end: start + needle.length });
      }
    }
  }
  // "not started" mentions "not started", and not also "started".
  const outer = hits.filter(
    (hit) =>
      !hits.some(
        (other) =>
          other.start <= hit.start &&
          other.end >= hit.end &&
          other.end - other.start > hit.end - hit.start,
      ),
  );
  const meant = new Set(outer.map(({ choice }) => choice));
  if (meant.size !== 1) return { found: meant.size === 0 ? 'none' : 'several' };
  const [hit] = outer;
  if (hit === undefined || outer.some(({ start }) => isNegated(words.slice(0, start + 1))))
    return { found: 'several' };
  return { found: 'one', choice: hit.choice, cost: 4 };
}

function spaced(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/n['’]t\b/g, ' not')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

// "It is not spam" says what it is not, and leaves open what it is.
function isNegated(before: string): boolean {
  return /(?:^| )(?:not|no|never|neither|nor|isnt|without)(?: (?:a|an|the|really|quite))? $/.test(
    before,
  );
}
