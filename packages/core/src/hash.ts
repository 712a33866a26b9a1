/**
 * A 106-bit fingerprint of a text as 22 base-36 characters: names a value, tells two values apart.
 *
 * Synchronous, the same on every platform and without a crypto import (4 ms at start). It is not a defence
 * against somebody who constructs collisions; decisions are signed with HMAC, and stores encrypt with AES-GCM.
 * Method: two independent runs of cyrb53 (bryc, public domain), multiplication and xor-shift over UTF-16 units.
 */
export function hashText(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  let c = 0x9e3779b9;
  let d = 0x7f4a7c15;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
    c = Math.imul(c ^ unit, 0x85ebca6b);
    d = Math.imul(d ^ unit, 0xc2b2ae35);
    // Mixes the high bits back down: without it two swapped units far apart could meet again.
    c ^= a >>> 15;
    d ^= b >>> 13;
  }
  return word(a, b) + word(c, d);
}

function word(first: number, second: number): string {
  let low =
    Math.imul(first ^ (first >>> 16), 0x85ebca6b) ^ Math.imul(second ^ (second >>> 13), 0xc2b2ae35);
  let high =
    Math.imul(second ^ (second >>> 16), 0x85ebca6b) ^ Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  low ^= low >>> 16;
  high ^= high >>> 15;
  return (4294967296 * (2097151 & high) + (low >>> 0)).toString(36).padStart(11, '0');
}
