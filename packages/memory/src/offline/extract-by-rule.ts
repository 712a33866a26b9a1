import { sentences } from '@ashlar/text';
import type { ExtractInput, ExtractOutput, FoundFact } from '../extract-facts.ts';
import type { FactKind } from '../fact.ts';

type Pattern = readonly [
  RegExp,
  FactKind,
  (groups: readonly string[]) => readonly [string, string],
];

const END = '([^.,;!?\\n]{1,80}?)(?= and | but | because |[.,;!?\\n]|$)';
const of = (source: string): RegExp => new RegExp(source.replace('…', END), 'iu');

const PATTERNS: readonly Pattern[] = [
  [of(`\\b(?:my name is|call me) …`), 'identity', ([name = '']) => ['name', name]],
  [of(`\\bI (?:now )?live in …`), 'identity', ([place = '']) => ['home', place]],
  [of(`\\bI(?: have|'ve)? moved to …`), 'identity', ([place = '']) => ['home', place]],
  [of(`\\bI work (?:for|at) …`), 'identity', ([employer = '']) => ['employer', employer]],
  [of(`\\bI work as (?:an? )?…`), 'identity', ([job = '']) => ['job', job]],
  [of(`\\bI(?: am|'m) allergic to …`), 'constraint', ([what = '']) => ['allergy', what]],
  [
    of(`\\bmy favou?rite ([\\p{L} ]{1,30}?) is …`),
    'preference',
    ([what = '', value = '']) => [`favourite ${what}`, value],
  ],
  [of(`\\bmy ([\\p{L}-]{2,20}) is …`), 'other', ([what = '', value = '']) => [what, value]],
];

/**
 * Facts without a model: what English sentences of the user say in a few set forms ("my name is", "I live in", "my favourite … is").
 * It misses most of what people tell, and knows no other language.
 */
export function extractByRule({ lines }: ExtractInput): ExtractOutput {
  const own = lines.filter(({ role, origin }) => role === 'user' && origin === 'user');
  const facts = own.flatMap(({ id, text }) =>
    sentences(text).flatMap(({ start, end }) => factsOf(text.slice(start, end), id)),
  );
  return { facts };
}

function factsOf(sentence: string, message: string): readonly FoundFact[] {
  if (sentence.trimEnd().endsWith('?')) return [];
  const found: FoundFact[] = [];
  for (const [pattern, kind, read] of PATTERNS) {
    const match = pattern.exec(sentence);
    if (match === null) continue;
    const [attribute, value] = read(match.slice(1));
    const known = found.some(
      (fact) => fact.value === value.trim() || fact.attribute === attribute.toLowerCase(),
    );
    if (known) continue;
    const fact = { kind, attribute: attribute.toLowerCase(), value: value.trim() };
    found.push({ ...fact, confidence: 0.9, explicit: true, message });
  }
  return found;
}
