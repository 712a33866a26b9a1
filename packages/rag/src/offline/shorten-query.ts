import { STOP_WORDS } from '@ashlar/text';
import type { RewriteInput } from '../questions/rewrite-query.ts';

/**
 * Answers `rag.rewrite` without a model: the question without the words that only belong to asking, and from the second time on
 * without its first remaining words. Empty when nothing new is left.
 */
export function shortenQuery({ question, tried }: RewriteInput): { query: string } {
  const words = question
    .split(/\s+/)
    .map((word) => word.replace(/^\p{P}+|\p{P}+$/gu, ''))
    .filter((word) => word !== '' && !STOP_WORDS.has(word.toLowerCase()));
  const known = new Set(tried.map((query) => query.trim().toLowerCase()));
  for (let from = 0; from < words.length; from += 1) {
    const query = words.slice(from).join(' ');
    if (!known.has(query.toLowerCase())) return { query };
  }
  return { query: '' };
}
