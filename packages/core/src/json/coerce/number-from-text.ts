/** What a text says as a number: undefined where it says none, or more than one. */
export function numberFromText(text: string, maximum: unknown): number | undefined {
  const trimmed = text.trim().replace(/^["'`*]+|["'`*]+$/g, '');
  const fraction = /^([+-]?\d+)\s*\/\s*(\d+)$/.exec(trimmed);
  if (fraction !== null) return finite(Number(fraction[1]) / Number(fraction[2]));
  const match =
    /^(?:\p{Sc}|[A-Z]{3}\s)?\s*([+-]?)\s*(?:\p{Sc}\s*)?([\d.,_'\u00a0\u202f ]*\d\.?(?:[eE][+-]?\d+)?)\s*(%|\p{Sc}|[A-Z]{3})?$/u.exec(
      trimmed,
    );
  if (match === null) return undefined;
  const value = plainNumber(match[2] as string);
  if (value === undefined) return undefined;
  // A percentage means a share only where the schema cannot hold anything above 1.
  const share = match[3] === '%' && typeof maximum === 'number' && maximum <= 1;
  return finite((match[1] === '-' ? -value : value) / (share ? 100 : 1));
}

/** A number and nothing else, as JSON or English writes it (`-1,000.5`); undefined where a digit would be lost. */
export function exactNumber(text: string): number | undefined {
  const digits = text.trim().replace(/^\+/, '');
  if (!/\d/.test(digits) || !english.test(digits.replace(/^-/, ''))) return undefined;
  const value = Number(digits.replaceAll(',', ''));
  const isWhole = /^-?[\d,]+$/.test(digits);
  return isWhole && !Number.isSafeInteger(value) ? undefined : finite(value);
}

/** The only number in a sentence; undefined where there is none, or more than one. */
export function numberInText(text: string): number | undefined {
  const found =
    text.match(
      /(?<![\p{L}\p{N}.])[+-]?\p{Sc}?\d[\d,]*(?:\.\d+)?(?:\/\d+)?(?![\p{L}\p{N}]|\.\d)/gu,
    ) ?? [];
  return found.length === 1 ? numberFromText(found[0] as string, undefined) : undefined;
}

const english = /^(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d+)?$/;
const spaced = /^\d{1,3}(?:[ _'\u00a0\u202f]\d{3})+(?:[.,]\d+)?$/;
const continental = /^\d{1,3}(?:\.\d{3})+,\d+$|^\d{1,3}(?:\.\d{3}){2,}$/;

function plainNumber(text: string): number | undefined {
  if (english.test(text)) return Number(text.replaceAll(',', ''));
  if (continental.test(text)) return Number(text.replaceAll('.', '').replace(',', '.'));
  if (spaced.test(text)) return Number(text.replace(/[ _'\u00a0\u202f]/g, '').replace(',', '.'));
  return /^\d+(?:_\d+)+$/.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
