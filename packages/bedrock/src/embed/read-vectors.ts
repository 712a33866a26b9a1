import { modelError } from '../errors/failure.ts';

/** Checks that a reply has `count` vectors of `dimensions` numbers each. Throws `model.failed`. */
export function readVectors(
  vectors: unknown,
  count: number,
  dimensions: number,
  model: string,
): Float32Array[] {
  const wrong = (what: string) =>
    modelError('model.failed', `The reply of ${model} cannot be used: ${what}.`, { model });
  if (!Array.isArray(vectors)) throw wrong('it has no vectors');
  if (vectors.length !== count) {
    throw wrong(`it has ${vectors.length} vectors for ${count} items`);
  }
  return vectors.map((vector: unknown) => {
    if (!Array.isArray(vector)) throw wrong('a vector is not a list');
    if (vector.length !== dimensions) {
      throw wrong(`a vector has ${vector.length} dimensions, ${dimensions} were asked for`);
    }
    if (!vector.every(Number.isFinite)) throw wrong('a vector has something else than numbers');
    return Float32Array.from(vector as number[]);
  });
}
