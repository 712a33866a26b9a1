const GROUPED = /^\d{1,3}(?:[.,]\d{3})+$/;

/**
 * One spelling for a number: `7,000,000` and `7.000.000` are `7000000`, a decimal comma becomes a point.
 *
 * `1.234` is read as a thousand in every language: wrong for some decimals, but the same in document and query.
 */
export function numberTerm(folded: string): string {
  const plain = folded.replace(/٬/g, ',').replace(/٫/g, '.');
  return GROUPED.test(plain) ? plain.replace(/[.,]/g, '') : plain.replace(/,/g, '.');
}
