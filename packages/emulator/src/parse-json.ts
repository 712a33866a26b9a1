import type { Json } from '@ashlar/core';

/** The value of a JSON text; nothing when it is none. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
