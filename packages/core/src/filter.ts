type Scalar = string | number | boolean;

/** A typed condition over metadata fields, compiled by each store. */
export type Filter =
  | { readonly op: 'eq' | 'ne'; readonly field: string; readonly value: Scalar }
  | {
      readonly op: 'lt' | 'lte' | 'gt' | 'gte';
      readonly field: string;
      readonly value: number | string;
    }
  | { readonly op: 'in' | 'nin'; readonly field: string; readonly values: readonly Scalar[] }
  | { readonly op: 'prefix' | 'contains'; readonly field: string; readonly value: string }
  | { readonly op: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly op: 'not'; readonly filter: Filter };
