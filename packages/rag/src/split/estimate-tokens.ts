/** Counts the tokens of a text, as the model that is going to read it does. */
export type TokenCounter = (text: string) => number;

/**
 * Roughly the tokens of a text without any tokenizer: four ASCII characters a token, two of other alphabets, one of Chinese,
 * Japanese and Korean. Real tokenizers differ by a third either way, more in code.
 */
export function estimateTokens(text: string): number {
  let quarters = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    quarters += code < 0x80 ? 1 : code >= 0x2e80 && code < 0xd800 ? 4 : 2;
  }
  return Math.ceil(quarters / 4);
}
