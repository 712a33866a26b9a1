import { AshlarError } from '@ashlar/core';

declare module '@ashlar/core' {
  interface ErrorFacts {
    /** The vectors in the index are another embedder's: they cannot be compared with those of the one given. */
    'index.embedder': { readonly stored: string; readonly given: string };
    /** The file is no index, or one of another version of this package. */
    'index.format': { readonly where: string };
    /** The index cannot be read or written; the cause says why. */
    'index.unavailable': { readonly where: string };
    /** Another process is writing to the index. */
    'index.busy': { readonly where: string };
    /** The folder or file to read is not there, or may not be read. */
    'folder.unavailable': { readonly path: string };
  }
}

/** The error for an index whose vectors come from elsewhere. */
export function embedderMismatch(stored: string, given: string): AshlarError<'index.embedder'> {
  return new AshlarError(
    'index.embedder',
    `The index was made with ${stored}, but it was opened with ${given}. Open it with the same embedder, or make a new index.`,
    { facts: { stored, given } },
  );
}
