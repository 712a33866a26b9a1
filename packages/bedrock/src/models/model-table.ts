import type { ChatFeature, ModelInfo, Price } from '@ashlar/core';

/** One family of models, recognised by how its ids begin. */
export interface ModelRow extends ModelInfo {
  readonly prefix: string;
  readonly features: readonly ChatFeature[];
  /** Price of `us.`, `eu.` and other geographic profiles, where it differs from `global.` and the plain id. */
  readonly geographicPrice?: Price;
}

export const modelTable: readonly ModelRow[] = [];
