/** Thrown when a value would not survive a round trip through JSON. */
export class NotJsonError extends Error {
  /** Whose value it is, for example `The input of tool search`. */
  readonly what: string;
  /** Where it is, for example `$.items[3].when`. */
  readonly path: string;
  /** What is there, for example `a Date`. */
  readonly found: string;

  constructor(facts: { readonly path: string; readonly found: string; readonly what?: string }) {
    const what = facts.what ?? 'The value';
    super(
      `${what} does not round-trip as JSON: ${facts.path} is ${facts.found}. Convert it before handing it over.`,
    );
    this.name = 'NotJsonError';
    this.what = what;
    this.path = facts.path;
    this.found = facts.found;
  }
}
