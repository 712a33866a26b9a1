import type { Span } from '../../../packages/core/src/index.ts';

const PATTERNS: readonly RegExp[] = [
  /[\w.+-]+@[\w-]+\.[\w.]+/g,
  /(?:\+?\d{1,3}[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}/g,
  /\b(?:\d[ -]?){13,16}\b/g,
  /\b[A-Z]{2}\d{2}[A-Z\d]{11,30}\b/g,
  /\b\d{3}-\d{2}-\d{4}\b/g,
  /\b(?:\d{1,3}\.){3}\d{1,3}\b/g,
  /https?:\/\/\S+/g,
];

/** What a team writes on its first afternoon: a regular expression each for e-mail, phone, card, IBAN, SSN, IP and URL. */
export async function naivePii(text: string): Promise<readonly Span[]> {
  return PATTERNS.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ 0: found, index }) => ({
      start: index,
      end: index + found.length,
    })),
  );
}
