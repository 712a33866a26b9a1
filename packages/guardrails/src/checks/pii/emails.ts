import type { Span } from '@ashlar/core';

/** E-mail addresses, also with letters of other alphabets. Found from the @ outwards, so in linear time. */
export function findEmails(text: string): readonly Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const local = LOCAL.exec(text.slice(Math.max(0, at - 64), at))?.[0] ?? '';
    const domain = DOMAIN.exec(text.slice(at + 1, at + 40))?.[0] ?? '';
    if (local !== '' && domain !== '') {
      found.push({ start: at - local.length, end: at + 1 + domain.length });
    }
  }
  return found;
}

const LOCAL = /[\p{L}\p{N}_](?:[\p{L}\p{N}_%+'.-]*[\p{L}\p{N}_+-])?$/u;
const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,}/u;
