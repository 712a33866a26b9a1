import type { JsonPath } from './json-path.ts';
import { formatPath } from './json-path.ts';

/** What was repaired in the text of a model, before any schema was looked at. */
export type SyntaxRepair =
  | 'text-around' // prose, a code fence, tags or a function call around the value
  | 'several-values' // more than one value at the top, taken together as an array
  | 'bare-text' // no JSON at all: the text itself is the value
  | 'unescaped' // the whole text was escaped as if inside a string
  | 'quote' // single, typographic, doubled, missing or unescaped quotes
  | 'bare-string' // a string without quotes
  | 'escape' // an unknown escape or a raw control character in a string
  | 'concatenation' // "a" + "b"
  | 'comma' // missing, trailing, leading or doubled
  | 'colon' // missing
  | 'bracket' // a missing, redundant or mismatched bracket
  | 'comment'
  | 'ellipsis'
  | 'literal' // True, False, None, undefined
  | 'number' // 1_000, .5, 2., +1
  | 'call' // ObjectId("…"), JSONP
  | 'set' // a set or tuple read as an array
  | 'missing-value' // a key without a value reads as null
  | 'dropped' // text inside a container that had no place in it
  | 'too-deep';

/** What was changed to make a value fit a schema. */
export type SchemaRepair =
  | 'to-string'
  | 'to-number'
  | 'to-boolean'
  | 'to-null'
  | 'to-enum'
  | 'to-array' // one value where an array was asked for
  | 'from-array' // an array where one value was asked for
  | 'wrap' // a value where an object with that one property was asked for
  | 'unwrap' // an object around the value that was asked for
  | 'parse' // JSON inside a string
  | 'rename' // a key in another case or spelling
  | 'default'
  | 'absent-as-null'
  | 'drop-property'
  | 'drop-null'
  | 'drop-item';

/** One thing that was changed, and where in the resulting value. */
export interface Repair {
  readonly kind: SyntaxRepair | SchemaRepair;
  /** For example `$.items[3]`. For repairs of syntax it is the value that was being read. */
  readonly path: string;
}

/** Makes a repair record. */
export function repairAt(kind: Repair['kind'], path: JsonPath): Repair {
  return { kind, path: formatPath(path) };
}
