// Postings of one term in one block of passages, as bytes: per passage its offset in the block, how often the term occurs,
// and where (the number of positions, then gaps; no positions for n-grams and for words of scripts without spaces). All are
// variable-length integers. An entry does not depend on its neighbours, so blocks grow by appending.

export function appendPosting(
  bytes: number[],
  offset: number,
  count: number,
  positions: readonly number[],
): void {
  appendInteger(bytes, offset);
  appendInteger(bytes, count);
  appendInteger(bytes, positions.length);
  let before = 0;
  for (const position of positions) {
    appendInteger(bytes, position - before);
    before = position;
  }
}

/** Calls back once per passage, in the order in which they were appended. */
export function readPostings(
  bytes: Uint8Array,
  visit: (offset: number, count: number, positions: readonly number[]) => void,
): void {
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at] as number;
      at += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const offset = next();
    const count = next();
    const length = next();
    if (length === 0) {
      visit(offset, count, NONE);
      continue;
    }
    const positions: number[] = [];
    let position = 0;
    for (let i = 0; i < length; i += 1) {
      position += next();
      positions.push(position);
    }
    visit(offset, count, positions);
  }
}

const NONE: readonly number[] = [];

function appendInteger(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
}
