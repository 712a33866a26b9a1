import { AshlarError } from '@ashlar/core';

/** What is known of where a document comes from: who answers for it, and for how long. Travels with every hit. */
export interface SourceCard {
  /** Who answers for it: a person, a team. */
  readonly owner?: string;
  /** Under which terms it may be used, for example `CC-BY-4.0`. */
  readonly licence?: string;
  /** How sensitive it is; the label of every hit and citation. */
  readonly dataClass?: string;
  /** Last day (`2026-12-31`, the whole day in UTC) or instant (`2026-12-31T12:00:00Z`) at which it holds. */
  readonly validUntil?: string;
  /** Which source wins where two disagree: the higher. @default 0 */
  readonly precedence?: number;
  /** Who let it in. */
  readonly approvedBy?: string;
}

const TEXTS = ['owner', 'licence', 'dataClass', 'validUntil', 'approvedBy'] as const;
const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Checks a card from callers without types: a date that nobody can read would never pass.
 *
 * @throws AshlarError `input.invalid`, naming the field
 */
export function requireCard(source: string, card: SourceCard): SourceCard {
  const issues: string[] = [];
  for (const [field, value] of Object.entries(card)) {
    if (value === undefined) continue;
    if (field === 'precedence') {
      if (!Number.isFinite(value)) issues.push('precedence: expected a number');
    } else if (!TEXTS.some((one) => one === field)) issues.push(`${field}: there is no such field`);
    else if (typeof value !== 'string') issues.push(`${field}: expected a text`);
  }
  const { validUntil } = card;
  if (typeof validUntil === 'string' && Number.isNaN(endOfValidity(card))) {
    issues.push('validUntil: expected a day such as 2026-12-31, or an instant with its zone');
  }
  if (issues.length === 0) return card;
  throw new AshlarError('input.invalid', `The card of ${source} is wrong: ${issues.join('; ')}.`, {
    facts: { what: source, issues },
  });
}

/** The instant from which on a document does not hold any more, in ms since 1970; Infinity when its card names none. */
export function endOfValidity({ validUntil }: SourceCard = {}): number {
  if (validUntil === undefined) return Number.POSITIVE_INFINITY;
  if (!DATE.test(validUntil)) return Number.NaN;
  const at = Date.parse(validUntil);
  return validUntil.includes('T') ? at : at + 24 * 60 * 60 * 1000;
}
