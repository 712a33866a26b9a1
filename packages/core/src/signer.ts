import { fromHex, toHex } from './hex.ts';

/** Signs and verifies decisions. The host holds the key. */
export interface Signer {
  sign(text: string): Promise<string>;
  verify(text: string, signature: string): Promise<boolean>;
}

/**
 * HMAC-SHA-256 with the host's secret, by WebCrypto.
 *
 * @param secret at least 16 characters; keep it out of the code and the same over all processes that resume runs
 */
export function hmacSigner(secret: string): Signer {
  if (secret.length < 16)
    throw new RangeError('hmacSigner needs a secret of at least 16 characters.');
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = () =>
    crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign', 'verify']);
  return {
    sign: async (text) =>
      toHex(await crypto.subtle.sign('HMAC', await key(), encoder.encode(text))),
    verify: async (text, signature) => {
      const bytes = fromHex(signature);
      return (
        bytes !== undefined &&
        crypto.subtle.verify('HMAC', await key(), bytes, encoder.encode(text))
      );
    },
  };
}
