/** What was thrown, in words. Anything can be thrown, also what has no text. */
export function thrownText(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  } catch {
    return 'something without a text';
  }
}
