import { lettersEmbedder } from './versions.ts';

/** Another embedder than the letters', though as good. */
export const otherEmbedder: typeof lettersEmbedder = { ...lettersEmbedder, id: 'other letters' };
