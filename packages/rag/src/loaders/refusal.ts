import type { SkipReason } from '../ingest/source-file.ts';

/** Ends the loading of a file that stays out; what is left of it is a `Skipped`. The message follows the name of the file. */
export class Refusal extends Error {
  readonly reason: SkipReason;

  constructor(reason: SkipReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
