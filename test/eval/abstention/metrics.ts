/** A question asked once, with what two judges say of it. */
export interface Judged {
  /** Whether its gold page was in the index. */
  readonly answerable: boolean;
  readonly evidence: number;
  readonly coverage: number;
}

export type Judge = 'evidence' | 'coverage';

/** How often an answerable case scores above one that is not: 1 is perfect, 0.5 is chance. Ties count half. */
export function auroc(cases: readonly Judged[], judge: Judge): number {
  const sorted = cases.toSorted((a, b) => a[judge] - b[judge]);
  const positives = cases.filter(({ answerable }) => answerable).length;
  let sum = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to < sorted.length && sorted[to]?.[judge] === sorted[from]?.[judge]) to += 1;
    const rank = (from + 1 + to) / 2;
    sum += rank * sorted.slice(from, to).filter(({ answerable }) => answerable).length;
    from = to;
  }
  return (sum - (positives * (positives + 1)) / 2) / (positives * (cases.length - positives));
}

/** Mean of the share of answerable cases that are answered and of the others that are refused. */
export function balanced(cases: readonly Judged[], judge: Judge, threshold: number): number {
  const { answered, refused } = rateAt(cases, threshold, judge);
  return (answered + refused) / 2;
}

export function rateAt(cases: readonly Judged[], threshold: number, judge: Judge = 'evidence') {
  const share = (answerable: boolean, pass: (score: number) => boolean): number => {
    const own = cases.filter((one) => one.answerable === answerable);
    return own.filter((one) => pass(one[judge])).length / own.length;
  };
  return {
    answered: share(true, (score) => score >= threshold),
    refused: share(false, (score) => score < threshold),
  };
}
