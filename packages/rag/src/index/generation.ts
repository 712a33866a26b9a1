import type { DocumentFacts, Embedding, StoredPassage } from './document.ts';

/** Whose vectors an index holds. */
export interface VectorIdentity {
  readonly id: string;
  readonly dimensions: number;
}

/** The vectors that one embedder made of the passages of an index. The documents themselves are in all generations. */
export interface Generation {
  /** Whose vectors; undefined: words alone. */
  readonly vectors: VectorIdentity | undefined;
  /** `previous`: what {@link GenerationStore.serve} replaced last, and what a rollback goes back to. */
  readonly state: 'serving' | 'previous' | 'spare';
  /** Passages without a vector of it: they are found by words alone. 0 for words alone. */
  readonly missing: number;
}

/** A passage that has no vector in some generation. */
export interface MissingPassage
  extends StoredPassage,
    Pick<DocumentFacts, 'tenant' | 'source' | 'title'> {
  readonly id: string;
  /** The document's: a vector is not taken for another text than the one it was made of. */
  readonly content: string;
}

/** A vector for a passage that had none. */
export interface FilledPassage extends Pick<MissingPassage, 'tenant' | 'id' | 'content'> {
  readonly embedding: Embedding;
}

/** The generations of an index, in its store. Each call is atomic. */
export interface GenerationStore {
  /** All there are, also the one of words alone. */
  list(): Promise<readonly Generation[]>;
  /** Makes a generation without vectors, unless there is one of this embedder. It serves nothing yet. */
  begin(vectors: VectorIdentity): Promise<void>;
  /** Some passages that have no vector in a generation, at most `limit`; none: it is complete. */
  missing(vectors: VectorIdentity, limit: number): Promise<readonly MissingPassage[]>;
  /** Adds vectors; those of passages that have changed meanwhile are left out. */
  fill(vectors: VectorIdentity, passages: readonly FilledPassage[]): Promise<void>;
  /**
   * From now on this generation serves, here and wherever the index is opened anew.
   *
   * @throws AshlarError `index.generation` when there is none, or, with `complete`, when passages lack a vector
   */
  serve(
    vectors: VectorIdentity | undefined,
    options: { readonly complete: boolean },
  ): Promise<void>;
  /** Removes a generation and gives its space back. @throws AshlarError `index.generation` when it serves */
  drop(vectors: VectorIdentity): Promise<void>;
}
