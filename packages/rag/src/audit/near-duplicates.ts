import { wordAnalyser } from '@ashlar/text';

/** Terms that make up a shingle. */
const SHINGLE = 5;
const HASHES = 64;
/** Documents are compared that agree in all hashes of one band. */
const BAND = 4;

/** Finds documents that are nearly the same as an earlier one of the same tenant. */
export interface NearDuplicates {
  /** Remembers a document; the earlier one that is most like it, if one is like enough. */
  add(
    tenant: string,
    source: string,
    text: string,
  ): { readonly other: string; readonly similarity: number } | undefined;
}

/**
 * By MinHash over shingles of words, with bands: Broder, "On the Resemblance and Containment of Documents" (1997). Takes
 * 64 numbers for each document.
 */
export function nearDuplicates(least: number): NearDuplicates {
  const analyse = wordAnalyser();
  const signatures = new Map<string, Uint32Array>();
  const bands = new Map<string, string[]>();
  return {
    add(tenant, source, text) {
      const terms = analyse(text).map(({ term }) => term);
      if (terms.length < 2 * SHINGLE) return undefined;
      const own = signatureOf(terms);
      let best: { readonly other: string; readonly similarity: number } | undefined;
      const compared = new Set<string>();
      for (let from = 0; from < HASHES; from += BAND) {
        const key = JSON.stringify([tenant, from, ...own.subarray(from, from + BAND)]);
        const others = bands.get(key) ?? [];
        for (const other of others) {
          if (compared.has(other)) continue;
          compared.add(other);
          const similarity = agreement(own, signatures.get(JSON.stringify([tenant, other])));
          if (similarity >= least && similarity > (best?.similarity ?? 0)) {
            best = { other, similarity };
          }
        }
        bands.set(key, [...others, source]);
      }
      signatures.set(JSON.stringify([tenant, source]), own);
      return best;
    },
  };
}

function signatureOf(terms: readonly string[]): Uint32Array {
  const signature = new Uint32Array(HASHES).fill(0xffffffff);
  for (let at = 0; at + SHINGLE <= terms.length; at += 1) {
    const hash = hashOf(terms.slice(at, at + SHINGLE).join(' '));
    for (let i = 0; i < HASHES; i += 1) {
      const own = mix(hash ^ Math.imul(i + 1, 0x9e3779b1));
      if (own < (signature[i] as number)) signature[i] = own;
    }
  }
  return signature;
}

function agreement(a: Uint32Array, b: Uint32Array | undefined): number {
  if (b === undefined) return 0;
  return a.reduce((sum, value, i) => sum + (value === b[i] ? 1 : 0), 0) / HASHES;
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** The finaliser of MurmurHash3. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
