import type { Embedder } from '@ashlar/core';

/** Numbers between 0 and 1, the same ones for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const ONSETS =
  'b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p ph pl pr qu r s sc sh sk sl sp st str t th tr v w wh y z';
const NUCLEI = 'a ai au e ea ee i ie o oa oi ou u';
const CODAS = ' ck ct ft l ld lt m mp n nd ng nt p r rd rk rt s ss st t th x';

/**
 * Made-up words of one to four syllables. Their frequencies fall as those of content words do (Zipf and Mandelbrot: the
 * most frequent one is one word in 150), so that lists of postings are as long as in real text.
 */
export function wordsOf(random: () => number, vocabulary = 50_000): () => string {
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] as string;
  const [onsets, nuclei, codas] = [ONSETS, NUCLEI, CODAS].map((list) => list.split(' ')) as [
    string[],
    string[],
    string[],
  ];
  const words = Array.from({ length: vocabulary }, (_, i) => {
    const syllables = 1 + Math.min(3, Math.floor(Math.log10(1 + i) * random() * 1.2));
    const syllable = () => pick(onsets) + pick(nuclei) + pick(codas);
    return Array.from({ length: syllables }, syllable).join('');
  });
  const scale = Math.log((vocabulary + SHIFT) / SHIFT);
  return () =>
    words[Math.min(vocabulary - 1, Math.floor(SHIFT * (Math.exp(random() * scale) - 1)))] as string;
}

const SHIFT = 20;

/**
 * Vectors as learned ones lie: around many centres, which a text belongs to by its first word. A stand-in: no real
 * embeddings can be had here.
 */
export function clusteredEmbedder(dimensions: number, centres = 1000): Embedder {
  const random = randomNumbers(9);
  const gauss = () => Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random());
  const points = Array.from({ length: centres }, () =>
    Float32Array.from({ length: dimensions }, gauss),
  );
  return {
    id: `clusters-${centres}`,
    dimensions,
    async embed(items) {
      const vectors = items.map((item) => {
        let hash = 7;
        const first = String(item).split(/\s/, 2).join(' ');
        for (const character of first) hash = (hash * 31 + character.charCodeAt(0)) % 1_000_003;
        const centre = points[hash % centres] as Float32Array;
        return centre.map((value) => value + 0.8 * gauss());
      });
      return { vectors, calls: [] };
    },
  };
}
