/**
 * Is shown one text of a part and returns what stands in its place. `path` says where in the part, undefined for a part that
 * is nothing but this text.
 */
export type VisitText = (
  text: string,
  path: string | undefined,
  kind?: 'text' | 'key' | 'number',
) => string;
