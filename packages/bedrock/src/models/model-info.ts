import type { ModelInfo } from '@ashlar/core';
import { baseModelId, isGeographic } from './model-id.ts';
import { type ModelRow, modelTable } from './model-table.ts';

/**
 * What is known about a model, from the dated table of this package. Unknown ids get only what every Converse model can
 * do, and no price.
 */
export function modelInfo(id: string): ModelInfo {
  const base = baseModelId(id);
  const row = modelTable.find(({ prefix }) => base.startsWith(prefix));
  if (row === undefined) return unknown;
  const { features, contextWindow, maxOutputTokens, lifecycle } = row;
  const price = priceOf(row, id);
  return {
    features,
    ...(contextWindow !== undefined && { contextWindow }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(price !== undefined && { price }),
    ...(lifecycle !== undefined && { lifecycle }),
  };
}

const unknown: ModelInfo = { features: ['streaming'] };

function priceOf(row: ModelRow, id: string): ModelInfo['price'] {
  return isGeographic(id) ? (row.geographicPrice ?? row.price) : row.price;
}
