/** Milliseconds that a reply asks to wait: `x-amz-retry-after` in milliseconds, `retry-after` in seconds or as a date. */
export function retryAfter(
  headers: Readonly<Record<string, string>> | undefined,
  now: number,
): number | undefined {
  const exact = number(headers?.['x-amz-retry-after']);
  if (exact !== undefined) return Math.max(0, exact);
  const text = headers?.['retry-after'];
  const seconds = number(text);
  if (seconds !== undefined) return Math.max(0, seconds * 1000);
  const date = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function number(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
