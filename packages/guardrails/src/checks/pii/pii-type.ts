export const PII_TYPES = [
  'email',
  'phone',
  'card',
  'iban',
  'ssn',
  'ip',
  'url',
  'mac',
  'national-id',
  'bank-account',
  'wallet',
] as const;

/** `national-id` has what a state gives: numbers of identity, tax, health and travel documents. */
export type PiiType = (typeof PII_TYPES)[number];
