/** Whether every number in a statement stands in one of the texts that it rests on: the cheapest check for invention. */
export function statesSameNumbers(statement: string, grounds: readonly string[]): boolean {
  const known = new Set(grounds.flatMap(numbersIn));
  return numbersIn(statement).every((number) => known.has(number));
}

/** The numbers of a text as they are written, without separators of thousands. */
export function numbersIn(text: string): string[] {
  const found = text.match(/\p{Nd}+(?:[.,\u066b\u066c]\p{Nd}+)*/gu) ?? [];
  return found.map((number) => number.replace(/[,\u066c](?=\p{Nd}{3}(?!\p{Nd}))/gu, ''));
}
