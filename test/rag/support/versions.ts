import type { Embedder } from '@ashlar/core';
import type { SourceFile } from '@ashlar/rag';

export const TENANT = 'acme';
export const ANN = { tenant: TENANT, subject: 'ann', groups: ['masons'] };

/** Four documents, all of one version: they mention its number in every passage. One is only in versions that are even. */
export function documentsOf(version: number): SourceFile[] {
  const sources = ['a.md', 'b.md', 'c.md', ...(version % 2 === 0 ? ['d.md'] : [])];
  return sources.map((source) => ({
    source,
    metadata: { version },
    read: async () =>
      new TextEncoder().encode(
        `# ${source}\n\nGranite of version${version}, first part.\n\n## Rest\n\nGranite of version${version}, second part.`,
      ),
  }));
}

/** Vectors of the lengths of texts and of their letters: enough to tell texts apart. */
export const lettersEmbedder: Embedder = {
  id: 'letters',
  dimensions: 26,
  async embed(items) {
    const vectors = items.map((item) => {
      const vector = new Float32Array(26);
      for (const letter of String(item).toLowerCase()) {
        const place = letter.charCodeAt(0) - 97;
        if (place >= 0 && place < 26) vector[place] = (vector[place] ?? 0) + 1;
      }
      return vector;
    });
    return { vectors, calls: [] };
  },
};
