import { withoutMarkup } from '../split/plain-words.ts';
import type { StoredPassage } from './document.ts';

/**
 * What of a passage is searched: the title of its document and the headings above it, the line that says what it is about, then
 * its text without link targets, tags and template code. Never shown and never cited: its offsets mean nothing.
 */
export function searchableText(
  title: string | undefined,
  { headings, text, context }: Pick<StoredPassage, 'context' | 'headings' | 'text'>,
): string {
  const above = headings.filter((heading) => heading !== title && !text.includes(heading));
  const head = title === undefined ? above : [title, ...above];
  return [...head, ...(context ? [context] : []), withoutMarkup(text)].join('\n');
}
