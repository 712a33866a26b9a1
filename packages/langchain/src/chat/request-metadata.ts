// Converse takes 1 to 16 entries of at most 256 characters of a small alphabet.
const limits = { entries: 16, characters: 256 };

/** Entries as Converse takes them: other characters become `_`, long texts are cut, what is too many is left out. */
export function requestMetadata(
  entries: Readonly<Record<string, string>>,
): Record<string, string> | undefined {
  const clean = Object.entries(entries)
    .map(([key, value]) => [allowed(key), allowed(value)] as const)
    .filter(([key]) => key !== '');
  return clean.length === 0 ? undefined : Object.fromEntries(clean.slice(0, limits.entries));
}

function allowed(text: string): string {
  return text.replace(/[^a-zA-Z0-9\s._:/=+$@-]/g, '_').slice(0, limits.characters);
}
