import type { Key } from './key.ts';

/** The right to be the only one for a while. Plain data: it may be handed to another process. */
export interface Lease {
  readonly key: Key;
  /**
   * Fencing token: larger than that of every lease this store gave before. Send it along with what the lease protects and
   * refuse smaller ones there: a holder that was paused does not notice that its time is over.
   */
  readonly token: number;
  /** Milliseconds since 1970 by the store's clock. */
  readonly expiresAt: number;
}

/** Leases with an end. Use them so that one worker does a job; for the record of the job itself rely on `append`'s condition. */
export interface Leases {
  /** The lease, or `null` while somebody else holds it. */
  acquire(key: Key, ttlMs: number): Promise<Lease | null>;
  /** The same lease (same token) with a new end. Throws `storage.lease-lost` when it has ended or is held by another. */
  renew(lease: Lease, ttlMs: number): Promise<Lease>;
  /** Gives it back; resolves to false when it was lost before. */
  release(lease: Lease): Promise<boolean>;
}
