/**
 * The number that JSON has for what the SDK makes of long ones: a `bigint`, or a decimal of its own with the digits as text. As
 * `JSON.parse` does for streamed input, it gives the nearest number; what is beyond all numbers stays text. `undefined` for
 * everything else.
 */
export function plainNumber(value: unknown): number | string | undefined {
  const digits = typeof value === 'bigint' ? String(value) : decimalOf(value);
  if (digits === undefined) return undefined;
  const number = Number(digits);
  return Number.isFinite(number) ? number : digits;
}

function decimalOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { string, type } = value as { readonly string?: unknown; readonly type?: unknown };
  // An object that a model wrote may have these members too, but no prototype of its own.
  const own = Object.getPrototypeOf(value) !== Object.prototype;
  return own && type === 'bigDecimal' && typeof string === 'string' ? string : undefined;
}
