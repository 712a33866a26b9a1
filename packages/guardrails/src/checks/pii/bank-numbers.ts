import type { Recogniser } from './recogniser.ts';

/** Accounts without a checksum, and wallets. */
export const BANK_NUMBERS: readonly Recogniser[] = [
  {
    type: 'bank-account',
    pattern: /(?<![\p{L}\d])(?<![\p{L}\d][.,:_-])\d{8,17}(?![\p{L}\d])(?![.,-]\d)/giu,
    // An account at a cloud is none at a bank.
    near: /^(?!.*\b(?:aws|arn|iam|amazon|cloud)\b)(?=.*\b(?:bank|(?:checking|savings|current|deposit|my|his|her|their|your) account|account (?:number|no|nr|#)|acct|a\/c|routing|aba|konto|cuenta|compte|conto)\b)/s,
    weak: true,
  },
  {
    type: 'wallet',
    pattern:
      /(?<![\p{L}\d])(?:bc1[ac-hj-np-z02-9]{25,62}|[13][a-km-zA-HJ-NP-Z1-9]{25,34})(?![\p{L}\d])/gu,
    valid: (_, text) => /\d/.test(text) && /[a-z]/.test(text),
  },
  { type: 'wallet', pattern: /(?<![\p{L}\d])0x[a-f\d]{40}(?![\p{L}\d])/giu },
];
