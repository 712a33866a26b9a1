import { fromBase64, toBase64 } from './base64.ts';

/** A key for AES-256-GCM. It cannot be exported again. */
export type AesKey = Parameters<typeof crypto.subtle.encrypt>[1];

/** What encryption leaves: both in base64, the authentication tag at the end of `data`. */
export interface Sealed {
  readonly iv: string;
  readonly data: string;
}

/** Makes a usable key of 32 bytes. Throws a DOMException for another length. */
export async function importAesKey(bytes: Uint8Array<ArrayBuffer>): Promise<AesKey> {
  return await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** Encrypts with a random 96-bit nonce. One key should not seal more than 2^32 records (NIST SP 800-38D, 8.3). */
export async function seal(
  key: AesKey,
  bytes: Uint8Array<ArrayBuffer>,
  boundTo: string,
): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = new TextEncoder().encode(boundTo);
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, bytes);
  return { iv: toBase64(iv), data: toBase64(new Uint8Array(data)) };
}

/** The inverse; `null` when the key is another one, or data, nonce or `boundTo` were changed. */
export async function unseal(
  key: AesKey,
  sealed: Sealed,
  boundTo: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const iv = fromBase64(sealed.iv);
    const additionalData = new TextEncoder().encode(boundTo);
    const data = fromBase64(sealed.data);
    return new Uint8Array(
      await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, data),
    );
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
