import { AshlarError } from '@ashlar/core';

declare module '@ashlar/core' {
  interface ErrorFacts {
    /** The vectors in the index are another embedder's: they cannot be compared with those of the one given. */
    'index.embedder': { readonly stored: string; readonly given: string };
    /** There is no such generation of vectors, it serves, or passages lack a vector of it. */
    'index.generation': { readonly generation: string; readonly missing?: number };
    /** A store gave out what may not be read: it is broken, and nothing of it was handed on. */
    'index.leak': { readonly retriever: string };
    /** The file is no index, or one of another version of this package. */
    'index.format': { readonly where: string };
    /** The index cannot be read or written; the cause says why. */
    'index.unavailable': { readonly where: string };
    /** Another process is writing to the index. */
    'index.busy': { readonly where: string };
    /** A library that a loader or a source needs is not installed. */
    'loader.unavailable': { readonly library: string };
    /** A place that documents come from does not answer, or refuses; nothing is taken for deleted because of it. */
    'source.unavailable': { readonly source: string };
    /** The folder or file to read is not there, or may not be read. */
    'folder.unavailable': { readonly path: string };
    /** SQL that a model wrote is no statement that may be run; `reason` is what the database said. */
    'sql.refused': { readonly retriever: string; readonly sql: string; readonly reason: string };
    /** A statement ran longer than allowed and was killed. */
    'sql.timeout': { readonly sql: string; readonly ms: number };
    /** The database cannot be asked at all. */
    'sql.unavailable': { readonly where: string };
    /** A retriever did not answer in time. */
    'retriever.timeout': { readonly retriever: string; readonly ms: number };
  }
}

/** The error for an index whose vectors come from elsewhere. */
export function embedderMismatch(stored: string, given: string): AshlarError<'index.embedder'> {
  return new AshlarError(
    'index.embedder',
    `The index was made with ${stored}, but it was opened with ${given}. Open it with the same embedder, or make a new generation: reindex, then switchTo.`,
    { facts: { stored, given } },
  );
}

/** The error for vectors that the index does not have. */
export function generationUnknown(generation: string): AshlarError<'index.generation'> {
  return new AshlarError(
    'index.generation',
    `The index has no generation of ${generation}. Make it first: index.reindex({ embedder }).`,
    { facts: { generation } },
  );
}

/** The error for a switch to vectors that are not all there. */
export function generationIncomplete(
  generation: string,
  missing: number,
): AshlarError<'index.generation'> {
  return new AshlarError(
    'index.generation',
    `${missing} passages have no vector of ${generation} yet. Run index.reindex({ embedder }) to its end, then switch.`,
    { facts: { generation, missing } },
  );
}

/** The error for dropping what serves. */
export function generationServes(generation: string): AshlarError<'index.generation'> {
  return new AshlarError(
    'index.generation',
    `The generation of ${generation} serves searches. Switch to another one before you drop it.`,
    { facts: { generation } },
  );
}
