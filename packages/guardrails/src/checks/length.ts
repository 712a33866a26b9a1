import type { Check, Verdict } from '@ashlar/core';
import { invalidGuard } from '../errors.ts';
import { EVERY_STAGE, type Where } from './text-check.ts';

export interface LengthOptions extends Where {
  /** Of one text, in UTF-16 code units. @default 100,000 */
  readonly maxCharacters?: number;
  /** Of all texts that are inspected together. @default 1,000,000 */
  readonly maxTotalCharacters?: number;
  /** Of one text, as `countTokens` counts. @default no limit */
  readonly maxTokens?: number;
  /** Of all texts that are inspected together. @default no limit */
  readonly maxTotalTokens?: number;
  /** @default the UTF-8 bytes of the text, which no byte-level tokeniser exceeds */
  readonly countTokens?: (text: string) => number;
  /** @default 'length' */
  readonly id?: string;
}

/**
 * Blocks texts that are longer than anything an honest caller sends: they push instructions out of a context window, and cost.
 *
 * Looks at everything but what the model says, which `maxTokens` of the request bounds; name the stage `output` to look at
 * that, too, and a streamed answer waits for its end, because a limit is about all of a text.
 */
export function length(options: LengthOptions = {}): Check {
  const { maxCharacters = 100_000, maxTotalCharacters = 1_000_000, id = 'length' } = options;
  const { maxTokens = Infinity, maxTotalTokens = Infinity, countTokens = bytesOf } = options;
  const { stages = EVERY_STAGE.filter((stage) => stage !== 'output') } = options;
  const { origins = ['user', 'tool', 'retrieval', 'model'] } = options;
  for (const limit of [maxCharacters, maxTotalCharacters, maxTokens, maxTotalTokens]) {
    if (!(limit > 0))
      throw invalidGuard(`A limit of ${limit} lets nothing pass: leave it out or raise it.`);
  }
  const countsTokens = maxTokens < Infinity || maxTotalTokens < Infinity;

  return {
    id,
    stages,
    origins,
    cost: 'sync',
    inspect(parts) {
      const verdicts: Verdict[] = [];
      const total = { characters: 0, tokens: 0 };
      const exceeded = (
        code: string,
        what: string,
        found: number,
        limit: number,
        part?: number,
      ) => {
        if (found <= limit) return;
        const message = `${what} has ${found}, more than the ${limit} that are allowed.`;
        verdicts.push({
          check: id,
          action: 'block',
          code,
          message,
          ...(part === undefined ? {} : { part }),
        });
      };
      for (const { part, index } of parts) {
        if (part.type !== 'text') continue;
        const characters = part.text.length;
        total.characters += characters;
        exceeded('length.characters', 'A text in characters', characters, maxCharacters, index);
        if (!countsTokens) continue;
        const tokens = countTokens(part.text);
        total.tokens += tokens;
        exceeded('length.tokens', 'A text in tokens', tokens, maxTokens, index);
      }
      exceeded(
        'length.total-characters',
        'All text in characters',
        total.characters,
        maxTotalCharacters,
      );
      exceeded('length.total-tokens', 'All text in tokens', total.tokens, maxTotalTokens);
      return verdicts;
    },
  };
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
