import { type JsonObject, joinLabels, type Label, type Principal } from '@ashlar/core';
import type { Condensed } from './condensed-pair.ts';
import type { Digest } from './digest.ts';

/** What a new conversation begins with, out of the digests that know something of its owner; undefined: nothing. */
export async function beginThread(
  digests: readonly Digest[],
  owner: Principal,
  dataClasses?: readonly string[],
): Promise<Condensed | undefined> {
  const begun: Record<string, JsonObject[string]> = {};
  const labels: Label[] = [];
  for (const { name, begin } of digests) {
    const made = await begin?.(owner);
    if (made === undefined) continue;
    begun[name] = made.shown;
    labels.push(made.label ?? { origin: 'retrieval' });
  }
  if (labels.length === 0) return undefined;
  return { digests: begun, dropped: 0, label: joinLabels(labels, dataClasses) };
}
