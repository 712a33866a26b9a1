import { duplicateTool } from '../definition-errors.ts';

/** What Bedrock takes as the name of a tool. */
const legal = /^[a-zA-Z0-9_-]{1,64}$/;
const longest = 64;
const markLength = 7;

/**
 * The name under which models see each tool, by its own name.
 *
 * A legal name stays as it is. In another one every other character becomes `_`; where that is taken, or too long, a mark made
 * from the own name tells it apart. The name on the wire does not depend on the order of the tools.
 *
 * @throws tool.duplicate when a name comes twice
 */
export function wireNames(names: readonly string[]): ReadonlyMap<string, string> {
  const own = new Set<string>();
  for (const name of names) {
    if (own.has(name)) throw duplicateTool(name);
    own.add(name);
  }
  const plain = new Map(names.map((name) => [name, legal.test(name) ? name : legalized(name)]));
  const claims = new Map<string, number>();
  for (const wire of plain.values()) claims.set(wire, (claims.get(wire) ?? 0) + 1);
  const taken = new Set(names.filter((name) => legal.test(name)));
  const result = new Map<string, string>();
  for (const name of [...names].sort()) {
    const wire = plain.get(name) as string;
    const clear = legal.test(name) || (wire.length <= longest && claims.get(wire) === 1);
    const chosen = clear ? wire : marked(wire, name, taken);
    taken.add(chosen);
    result.set(name, chosen);
  }
  return result;
}

function legalized(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-zA-Z0-9_-]/gu, '_');
}

function marked(wire: string, name: string, taken: ReadonlySet<string>): string {
  for (let attempt = 0; ; attempt += 1) {
    const mark = `_${fingerprint(`${attempt}:${name}`)}`;
    const candidate = wire.slice(0, longest - mark.length) + mark;
    if (!taken.has(candidate)) return candidate;
  }
}

// FNV-1a. It tells names apart and defends against nobody.
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(36).padStart(markLength, '0').slice(-markLength);
}
