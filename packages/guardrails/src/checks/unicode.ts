import type { Check } from '@ashlar/core';
import { EVERY_STAGE, type Finding, textCheck, UNTRUSTED, type Where } from './text-check.ts';
import { hiddenText } from './unicode/hidden-text.ts';
import { mixedScripts } from './unicode/mixed-scripts.ts';

export interface UnicodeOptions extends Where {
  /**
   * `mask` takes hidden characters out and writes lookalikes in the letters that they look like; `block` lets nothing of it
   * pass. 32 hidden characters in a row are a hidden message and always block. @default 'mask'
   */
  readonly action?: 'mask' | 'block' | 'flag';
  /** @default 'unicode' */
  readonly id?: string;
}

/**
 * Finds what a person does not see: zero-width and other invisible characters, tag characters and runs of variation selectors
 * (a channel for hidden text), bidirectional controls that show text in another order, control characters of terminals, and
 * Latin words with Cyrillic or Greek letters that look alike.
 *
 * What writing needs is left alone: joiners in Arabic and Indic scripts and in emoji, flags made of tags, direction marks near
 * right-to-left text, one variation selector behind a character. Sources: UTS #51, UTR #36, CVE-2021-42574.
 */
export function unicode(options: UnicodeOptions = {}): Check {
  const { stages = EVERY_STAGE, origins = UNTRUSTED, action = 'mask', id = 'unicode' } = options;
  return textCheck({ id, stages, origins, lookback: 112 }, (text): readonly Finding[] => {
    if (PLAIN.test(text)) return [];
    return [...hiddenText(text), ...mixedScripts(text)].map(({ replacement, always, ...found }) =>
      action === 'mask' && !always
        ? { ...found, action, replacement }
        : { ...found, action: always ? 'block' : action },
    );
  });
}

const PLAIN = /^[\t\n\r\x20-\x7e\u00a0-\u00ac\u00ae-\u036e]*$/;
