/** SHA-256 in hexadecimal digits. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The key of a text that is embedded: equal keys, equal texts. 128 bits of its SHA-256. */
export async function textKey(text: string): Promise<string> {
  return (await sha256(new TextEncoder().encode(text))).slice(0, 32);
}
