/** Who made a part. Only `system` and `developer` may give instructions. */
export type Origin = 'system' | 'developer' | 'user' | 'tool' | 'retrieval' | 'model';

/** Where a part comes from and how sensitive it is. Travels with the part through retrieval, memory, caches and answers. */
export interface Label {
  readonly origin: Origin;
  /** The host's own classes, for example `public < internal < confidential`. The highest wins when parts are joined. */
  readonly dataClass?: string;
}

/**
 * Joins labels: the least trusted origin and the highest data class of all.
 *
 * Which of two classes is higher only the host knows. A class that is not listed counts as higher than all that are; of two
 * different ones neither gets lost: they become one class `a+b`, which no rule for either alone takes for less than it is.
 *
 * @param order the host's data classes from the lowest to the highest
 */
export function joinLabels(labels: readonly Label[], order: readonly string[] = []): Label {
  let origin: Origin = 'system';
  let dataClass: string | undefined;
  for (const label of labels) {
    if (TRUST.indexOf(label.origin) > TRUST.indexOf(origin)) origin = label.origin;
    if (label.dataClass !== undefined) dataClass = higher(dataClass, label.dataClass, order);
  }
  return dataClass === undefined ? { origin } : { origin, dataClass };
}

const TRUST: readonly Origin[] = ['system', 'developer', 'user', 'model', 'tool', 'retrieval'];

function higher(a: string | undefined, b: string, order: readonly string[]): string {
  if (a === undefined) return b;
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  if (rank(a) !== rank(b)) return rank(b) > rank(a) ? b : a;
  return [...new Set([...a.split('+'), ...b.split('+')])].sort().join('+');
}
