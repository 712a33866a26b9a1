import type { PiiType } from './pii-type.ts';

/** A form that personal data has. It is looked for at every place, so what is found nowhere depends on where the text begins. */
export interface Recogniser {
  readonly type: PiiType;
  /** With the flags `giu`. It says itself what may stand before and behind. */
  readonly pattern: RegExp;
  /** Whether letters and digits, in upper case, are what the form says. @default all are */
  readonly valid?: (characters: string, text: string) => boolean;
  /** What stands near it, in lower case, when it is what it seems. @default needs nothing */
  readonly near?: RegExp;
  /** Gives way to what overlaps it and is surer. @default false */
  readonly weak?: boolean;
}
