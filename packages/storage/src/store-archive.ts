import { encodeJson, type Json } from './json.ts';
import type { Key } from './key.ts';
import type { Store } from './store.ts';

/** How long to keep. */
export interface StoreArchiveOptions {
  /** Milliseconds until what was kept is gone; putting it again begins anew. Default: until its subject is erased. */
  readonly ttlMs?: number;
}

/** Whose it is; groups and attributes are not looked at. */
interface Owner {
  readonly tenant: string;
  readonly subject: string;
}

// What belongs to nobody lies in a tenant that no host would use, under no subject.
const NOBODY = '-';

/**
 * Keeps what is too large for a conversation, or was dropped from it, in `store`: core's `Archive`. It lies under its owner's
 * tenant and subject, so that `store.erase` removes it with everything else of that subject.
 *
 * A reference is the SHA-256 of the content (keys sorted), and opens only for the owner it was given to. One write per `put`; the
 * size of a content is bounded by the store alone.
 *
 * @throws StorageError `storage.invalid-value` when the content is not JSON
 */
export function storeArchive(
  store: Pick<Store, 'values'>,
  { ttlMs }: StoreArchiveOptions = {},
): {
  put(owner: Owner | undefined, content: Json): Promise<string>;
  get(owner: Owner | undefined, reference: string): Promise<Json | undefined>;
} {
  return {
    async put(owner, content) {
      const reference = await digest(encodeJson(sorted(content)));
      const options = ttlMs === undefined ? {} : { ttlMs };
      await store.values.put(keyOf(owner, reference), content, options);
      return reference;
    },
    async get(owner, reference) {
      if (!/^[0-9a-f]{64}$/.test(reference)) return undefined;
      return (await store.values.get(keyOf(owner, reference)))?.value;
    },
  };
}

function keyOf(owner: Owner | undefined, reference: string): Key {
  const path = ['archive', reference];
  if (owner === undefined) return { tenant: NOBODY, path };
  return { tenant: owner.tenant, subject: owner.subject, path };
}

function sorted(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
