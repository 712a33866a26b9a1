import { withoutMarkup } from '../split/plain-words.ts';
import type { StoredPassage } from './document.ts';

/**
 * What of a passage is searched: the title of its document and the headings above it, then its text without link targets,
 * tags and template code. Never shown and never cited: its offsets mean nothing.
 */
export function searchableText(
  title: string | undefined,
  { headings, text }: Pick<StoredPassage, 'headings' | 'text'>,
): string {
  const above = headings.filter((heading) => heading !== title && !text.includes(heading));
  const head = title === undefined ? above : [title, ...above];
  return [...head, withoutMarkup(text)].join('\n');
}
