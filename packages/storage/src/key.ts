import { StorageError } from './errors.ts';

/** Whose data it is. The tenant is a partition: no call reaches over two of them. */
export interface Scope {
  /** Not empty. */
  readonly tenant: string;
  /** The person (or other owner) inside the tenant that an erasure can name. Without it the data belongs to the tenant alone. */
  readonly subject?: string;
}

/** A person or other owner whose data can be erased. */
export type Subject = Required<Scope>;

/**
 * Where one value, log, counter or lease lives: `{ tenant: 'acme', subject: 'ann', path: ['runs', id] }`.
 *
 * The subject is part of the place: the same path under another subject, or under none, is another record.
 * Parts are any well-formed text except NUL and are compared as they are (no case folding, no Unicode normalisation).
 */
export interface Key extends Scope {
  /** One part or more, none of them empty. */
  readonly path: readonly string[];
}

/** The longest key, as encoded UTF-8 bytes. The same as an object key in S3. */
export const longestKey = 1024;

/** One text per key and one key per text: `acme/ann/runs/42/`. Throws `storage.invalid-key`. */
export function encodeKey(key: Key): string {
  if (key.path.length === 0) throw invalid('The path of a key needs at least one part.');
  return encodeScope(key) + encodePath(key.path);
}

/** The start of every encoded key of a scope: `acme/ann/`, or `acme//` without a subject. Throws `storage.invalid-key`. */
export function encodeScope(scope: Scope): string {
  const subject = scope.subject === undefined ? '' : encodePart(scope.subject, 'subject');
  return `${encodePart(scope.tenant, 'tenant')}/${subject}/`;
}

/** `['runs', '42']` as `runs/42/`: each part is closed, so `['a']` is no prefix of `['ab']`. */
export function encodePath(path: readonly string[]): string {
  const text = path.map((part) => `${encodePart(part, 'path part')}/`).join('');
  if (new TextEncoder().encode(text).length > longestKey) {
    throw invalid(`A key holds at most ${longestKey} bytes. Hash the long part.`);
  }
  return text;
}

/** The inverse of {@link encodePath}. */
export function decodePath(text: string): readonly string[] {
  return text
    .split('/')
    .slice(0, -1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Checks a subject that is about to be erased. Throws `storage.invalid-key`. */
export function encodeSubject(subject: Subject): string {
  encodePart(subject.subject, 'subject');
  return encodeScope(subject);
}

function encodePart(part: string, what: string): string {
  if (typeof part !== 'string' || part === '') {
    throw invalid(`The ${what} of a key must be a text that is not empty.`);
  }
  if (/[\0\p{Surrogate}]/u.test(part)) {
    throw invalid(`The ${what} of a key must not hold NUL or half a surrogate pair.`);
  }
  if (part.length > longestKey) {
    throw invalid(`The ${what} of a key holds at most ${longestKey} bytes. Hash it.`);
  }
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}

function invalid(message: string): StorageError {
  return new StorageError('storage.invalid-key', message);
}
