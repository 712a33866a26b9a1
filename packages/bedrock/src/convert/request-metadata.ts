/** Converse takes 1 to 16 entries; keys of 1 to 256 and values of 0 to 256 characters of a small alphabet. */
const limits = { entries: 16, characters: 256 };

/**
 * Merges metadata, later sources win, into what Converse takes: other characters become `_`, long texts are cut, and of more
 * than 16 entries those of later sources stay. The same input always gives the same entries.
 */
export function toRequestMetadata(
  ...sources: readonly (Readonly<Record<string, string>> | undefined)[]
): Record<string, string> | undefined {
  const entries = new Map<string, string>();
  for (const source of sources.toReversed()) {
    for (const [key, value] of Object.entries(source ?? {})) {
      const clean = sanitise(key);
      const full = entries.size >= limits.entries;
      if (clean !== '' && !full && !entries.has(clean)) entries.set(clean, sanitise(value));
    }
  }
  return entries.size === 0 ? undefined : Object.fromEntries(entries);
}

function sanitise(text: string): string {
  return text.replace(/[^a-zA-Z0-9\s._:/=+$@-]/g, '_').slice(0, limits.characters);
}
