/** Something in the tree of runs, and all that it is inside of, the outermost last. */
export function* upward<T extends { readonly parent: T | undefined }>(
  from: T | undefined,
): Generator<T> {
  for (let at = from; at !== undefined; at = at.parent) yield at;
}
