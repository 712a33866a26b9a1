/** A fingerprint that grows with what is added to it. */
export interface Hash {
  a: number;
  b: number;
  c: number;
  d: number;
}

export function startHash(): Hash {
  return { a: 0xdeadbeef, b: 0x41c6ce57, c: 0x9e3779b9, d: 0x7f4a7c15 };
}

/**
 * Adds a text and its length, so that texts in a row cannot be cut elsewhere and give the same.
 *
 * Two UTF-16 units at a time. Each pair of words sees them in another order: a multiplication only carries upwards, and what
 * is high in one pair is low in the other.
 */
export function addText(hash: Hash, text: string): void {
  const { length } = text;
  const pairs = length - (length % 2);
  let { a, b, c, d } = hash;
  for (let index = 0; index < pairs; index += 2) {
    const first = text.charCodeAt(index);
    const second = text.charCodeAt(index + 1);
    const even = first | (second << 16);
    const odd = second | (first << 16);
    a = Math.imul(a ^ even, 0x9e3779b1);
    b = Math.imul(b ^ odd, 0x5f356495);
    c = Math.imul(c ^ even, 0x85ebca6b);
    d = Math.imul(d ^ odd, 0xc2b2ae35);
    // Mixes the high bits back down: without it two swapped units far apart could meet again.
    c ^= b >>> 15;
    d ^= a >>> 13;
  }
  const rest = pairs < length ? text.charCodeAt(pairs) : 0;
  hash.a = Math.imul(a ^ length, 0x9e3779b1);
  hash.b = Math.imul(b ^ rest, 0x5f356495);
  hash.c = Math.imul(c ^ length, 0x85ebca6b) ^ (hash.b >>> 15);
  hash.d = Math.imul(d ^ rest, 0xc2b2ae35) ^ (hash.a >>> 13);
}

/** The fingerprint as 22 characters of 0-9 and a-v. More may be added afterwards. */
export function readHash({ a, b, c, d }: Hash): string {
  return (
    digits(mix(a ^ Math.imul(d, 0x85ebca6b)), 6) +
    digits(mix(b ^ Math.imul(c, 0xc2b2ae35)), 6) +
    digits(mix(c ^ Math.imul(a, 0x9e3779b1)), 5) +
    digits(mix(d ^ Math.imul(b, 0x5f356495)), 5)
  );
}

/**
 * A 110-bit fingerprint of a text as 22 base-32 characters: names a value, tells two values apart.
 *
 * Synchronous, the same on every platform and without a crypto import (4 ms at start). It is not a defence
 * against somebody who constructs collisions; decisions are signed with HMAC, and stores encrypt with AES-GCM.
 * Method: two runs of cyrb53 (bryc, public domain), multiplication and xor-shift, that share what they carry.
 */
export function hashText(text: string): string {
  const hash = startHash();
  addText(hash, text);
  return readHash(hash);
}

function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

// Five bits a digit: to divide, as toString(36) does, takes ten times as long.
function digits(word: number, count: number): string {
  let text = '';
  for (let digit = 0; digit < count; digit += 1) text += DIGITS[(word >>> (5 * digit)) & 31];
  return text;
}

const DIGITS = '0123456789abcdefghijklmnopqrstuv';
