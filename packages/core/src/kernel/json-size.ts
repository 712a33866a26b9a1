import type { Json } from '../json/json.ts';

/** About how many characters `value` has as JSON; stops counting above `limit`. */
export function jsonSize(value: Json | undefined, limit: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (value === undefined || value === null || typeof value !== 'object') return 8;
  let size = 2;
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) {
      size += jsonSize(item, limit - size) + 1;
      if (size > limit) return size;
    }
    return size;
  }
  for (const key in value) {
    size += key.length + 4 + jsonSize((value as Record<string, Json>)[key], limit - size);
    if (size > limit) return size;
  }
  return size;
}
