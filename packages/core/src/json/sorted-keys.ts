/** The keys of an object by UTF-16 code units. Many objects are written in order: looking is cheaper than sorting. */
export function sortedKeys(source: object): string[] {
  const keys = Object.keys(source);
  for (let index = 1; index < keys.length; index += 1) {
    if ((keys[index - 1] as string) > (keys[index] as string)) return keys.sort();
  }
  return keys;
}
