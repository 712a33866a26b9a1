/** A piece of a string value; `first` when the string begins with it. */
export interface StringPiece {
  readonly text: string;
  readonly first: boolean;
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * Reads the values of one key out of JSON that arrives in pieces: returns a function that takes the next piece of JSON and
 * gives what it adds to string values of that key, at any depth. Text around the JSON is passed over.
 */
export function jsonStrings(key: string): (piece: string) => StringPiece[] {
  let inString = false;
  let wanted = false;
  let escaped: string | undefined;
  let last = '';
  let current = '';
  let fresh = false;

  return (piece) => {
    const pieces: StringPiece[] = [];
    let added = '';
    const flush = (): void => {
      if (added !== '') {
        pieces.push({ text: added, first: fresh });
        fresh = false;
      }
      added = '';
    };
    const add = (text: string): void => {
      if (wanted) added += text;
      else current += text;
    };
    for (const unit of piece.split('')) {
      if (!inString) {
        if (unit === '"') {
          inString = true;
          wanted = last === `${key}:`;
          fresh = true;
          current = '';
        } else if (unit === ':') last = `${last}:`;
        else if (/[{}[\],]/.test(unit)) last = '';
      } else if (escaped !== undefined) {
        escaped += unit;
        if (escaped.startsWith('u') && escaped.length < 5) continue;
        const code = escaped.startsWith('u')
          ? String.fromCharCode(Number(`0x${escaped.slice(1)}`))
          : '';
        add(code || (ESCAPES[unit] ?? unit));
        escaped = undefined;
      } else if (unit === '\\') escaped = '';
      else if (unit === '"') {
        flush();
        inString = false;
        last = wanted ? '' : current;
        wanted = false;
      } else add(unit);
    }
    flush();
    return pieces;
  };
}
