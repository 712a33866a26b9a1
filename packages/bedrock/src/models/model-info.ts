import type { ModelInfo } from '@ashlar/core';
import { baseModelId, isGeographic } from './model-id.ts';
import { type ModelQuirk, type ModelRow, modelTable } from './model-table.ts';

/**
 * What is known about a model, from the dated table of this package. Prices are those of the standard tier in US regions.
 * Unknown ids get only what every Converse model can do, and no price: a money budget refuses them until
 * `chatModel(id, { info: { price } })` says what they cost.
 */
export function modelInfo(id: string): ModelInfo {
  const row = rowOf(id);
  if (row === undefined) return { features: ['streaming'] };
  const { prefix: _prefix, quirks: _quirks, geographicPrice: price, ...info } = row;
  return isGeographic(id) && price !== undefined ? { ...info, price } : info;
}

export function modelQuirks(id: string): readonly ModelQuirk[] {
  return rowOf(id)?.quirks ?? [];
}

function rowOf(id: string): ModelRow | undefined {
  const base = baseModelId(id);
  return modelTable.find(({ prefix }) => base.startsWith(prefix));
}
