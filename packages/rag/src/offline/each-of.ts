/** A rule for one input that also answers a batch of them. */
export function eachOf<I, O>(rule: (input: I) => O): (input: I | readonly I[]) => O | readonly O[] {
  return (input) => (Array.isArray(input) ? input.map(rule) : rule(input as I));
}
