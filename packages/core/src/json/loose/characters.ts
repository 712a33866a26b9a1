/** White space of JSON, of Unicode, and the invisible characters that models copy from web pages. */
export function isSpace(char: string): boolean {
  return char <= ' '
    ? char === ' ' ||
        char === '\n' ||
        char === '\r' ||
        char === '\t' ||
        char === '\f' ||
        char === '\v'
    : char >= '\u0080' && /[\s\u180e\u200b\u2060]/.test(char);
}

const doubleQuotes = '"“”';
const singleQuotes = "'‘’`´";

/** Whether a character can open a string. */
export function isQuote(char: string): boolean {
  return char !== '' && (doubleQuotes.includes(char) || singleQuotes.includes(char));
}

/** Whether a quote can close the string that `opener` opened: plain quotes only themselves, others their kind. */
export function closes(char: string, opener: string): boolean {
  if (char === '') return false;
  if (opener === '"' || opener === "'") return char === opener;
  return (doubleQuotes.includes(opener) ? doubleQuotes : singleQuotes).includes(char);
}

/** Whether a character can start an unquoted key. */
export function startsName(char: string): boolean {
  return char !== '' && /[\p{L}_$]/u.test(char);
}

/** Whether a character can continue an unquoted key. */
export function continuesName(char: string): boolean {
  return char !== '' && /[\p{L}\p{N}_$.-]/u.test(char);
}

/** Whether a character opens or closes a container. */
export function isOpener(char: string): boolean {
  return char === '{' || char === '[';
}

/** Whether a character closes a container. */
export function isCloser(char: string): boolean {
  return char === '}' || char === ']' || char === ')';
}

/** The bracket that an opening one waits for. */
export function closerOf(opener: string): string {
  return opener === '{' ? '}' : opener === '[' ? ']' : ')';
}
