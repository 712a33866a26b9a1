/** Takes one level of escaping off a text that was written as if inside a string: `{\"a\": 1}`. */
export function unescapeOnce(text: string): string {
  return text.replace(/\\(.)|\\$/gs, (_all, char: string | undefined) => {
    if (char === undefined) return '';
    return char === 'n' ? '\n' : char === 't' ? '\t' : char === 'r' ? '\r' : char;
  });
}
