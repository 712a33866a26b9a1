import { AshlarError } from '@ashlar/core';
import type { DocumentAttributes } from '../index/document.ts';
import { requireCard } from '../index/source-card.ts';

/** A document of nobody could be found by nobody, or by whoever forgets to say who they are. */
export function requireTenant(tenant: string | undefined): void {
  if (typeof tenant === 'string' && tenant !== '' && isStorable(tenant)) return;
  const issues = ['tenant: expected a text that is not empty'];
  const message = 'Say whose documents these are: ingest(items, { tenant }).';
  throw new AshlarError('input.invalid', message, { facts: { what: 'ingest options', issues } });
}

/**
 * The attributes of a document from callers without types.
 *
 * @throws AshlarError `input.invalid`, naming what is wrong
 */
export function requireAttributes(
  source: string,
  { metadata, groups, card }: DocumentAttributes,
): DocumentAttributes {
  const list = groups === undefined || (Array.isArray(groups) && groups.every(isText));
  if (!list) {
    throw new AshlarError('input.invalid', `The groups of ${source} are no list of names.`, {
      facts: { what: source, issues: ['groups: expected a list'] },
    });
  }
  const attributes = {
    ...(metadata !== undefined && { metadata }),
    ...(groups !== undefined && { groups }),
    ...(card !== undefined && { card: requireCard(source, card) }),
  };
  if (![source, ...texts(attributes)].every(isStorable)) {
    const message = `The name, metadata, groups or card of ${source} hold a zero character or half of a character. Take it out.`;
    throw new AshlarError('input.invalid', message, {
      facts: { what: source, issues: ['expected texts that every store can hold'] },
    });
  }
  return attributes;
}

/** Whether every store can hold a text: PostgreSQL knows no zero character, UTF-8 no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** Every text in a value, names of fields too. */
function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => [name, ...texts(one)]);
}
