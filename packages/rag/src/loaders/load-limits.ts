/** What a loader may spend on one file. Time is bounded by `isolatedLoaders` alone. */
export interface LoadLimits {
  /** Larger files are refused, in bytes. @default 20000000 */
  readonly maxBytes?: number;
  /** More text than this is refused, in UTF-16 code units. @default 5000000 */
  readonly maxCharacters?: number;
  /** What an archive unpacks to, all entries together, in bytes; also what attachments of an e-mail may hold. @default 100000000 */
  readonly maxUnpacked?: number;
}

/** All limits, with defaults. */
export function limitsOf({
  maxBytes = 20_000_000,
  maxCharacters = 5_000_000,
  maxUnpacked = 100_000_000,
}: LoadLimits = {}): Required<LoadLimits> {
  return { maxBytes, maxCharacters, maxUnpacked };
}
