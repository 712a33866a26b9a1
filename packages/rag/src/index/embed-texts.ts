import { AshlarError, type CallContext, type Embedder, type EmbedOptions } from '@ashlar/core';

/**
 * One vector for each text. An embedder that gives fewer, of another length or of other things than numbers would leave passages
 * that are never found, without a word.
 *
 * @throws AshlarError `model.failed` when it does
 */
export async function embedTexts(
  embedder: Embedder,
  texts: readonly string[],
  options: EmbedOptions,
  context?: CallContext,
): Promise<readonly Float32Array[]> {
  const { vectors } = await embedder.embed(texts, options, context);
  const { id: model, dimensions } = embedder;
  const usable = (vector: Float32Array | undefined) =>
    vector?.length === dimensions && vector.every(Number.isFinite);
  // By the texts: a list with holes would pass over them.
  if (vectors.length === texts.length && texts.every((_, i) => usable(vectors[i]))) return vectors;
  throw new AshlarError(
    'model.failed',
    `${model} did not give one vector of ${dimensions} numbers for each of ${texts.length} texts. Check its dimensions, or use another embedder.`,
    { facts: { model } },
  );
}
