import type { Json } from '@ashlar/core';

/** Types of vectors that are asked for by name. */
export const vectorTypes = ['float', 'int8', 'uint8', 'binary', 'ubinary'] as const;
export type VectorType = (typeof vectorTypes)[number];

/**
 * A vector as another type. Whole numbers scale each component by 127; bits are the signs, eight to a number, the first in the
 * highest place. The service's own calibration is not published: an approximation.
 */
export function asType(vector: readonly number[], type: VectorType): Json {
  switch (type) {
    case 'float':
      return [...vector];
    case 'int8':
      return vector.map(toInt8);
    case 'uint8':
      return vector.map((value) => toInt8(value) + 128);
    case 'ubinary':
      return packed(vector);
    case 'binary':
      return packed(vector).map((byte) => byte - 128);
  }
}

function toInt8(value: number): number {
  return Math.max(-128, Math.min(127, Math.round(value * 127)));
}

function packed(vector: readonly number[]): number[] {
  return Array.from({ length: Math.ceil(vector.length / 8) }, (_, byte) =>
    Array.from({ length: 8 }, (_, bit) => ((vector[byte * 8 + bit] ?? 0) > 0 ? 1 : 0)).reduce(
      (sum: number, bit) => sum * 2 + bit,
      0,
    ),
  );
}

export function isVectorType(value: Json): value is VectorType {
  return vectorTypes.some((type) => type === value);
}
