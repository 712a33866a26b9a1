/** Something that the person at the keyboard can mend. The message is one sentence, and all that is shown. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
