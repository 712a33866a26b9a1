import type { JsonObject, Span } from '@ashlar/core';
import type { PassageExtras } from './passage-extras.ts';
import type { SourceCard } from './source-card.ts';

/** What is known about a document besides its text. A change of it embeds nothing. */
export interface DocumentAttributes {
  /** What filters see, besides `source` and `card.<field>`. */
  readonly metadata?: JsonObject;
  /** Who may read it: members of one of these groups. @default everybody of the tenant; an empty list is nobody */
  readonly groups?: readonly string[];
  /** Who answers for it, how sensitive it is and how long it holds. */
  readonly card?: SourceCard;
}

/** Tells versions of a document apart. */
export interface Fingerprint {
  /** Of its text and how it was cut and checked: another one means it has to be read into the index again. */
  readonly content: string;
  /** Of its attributes: another one alone means that they are written anew, and nothing else. */
  readonly attributes: string;
}

/** A passage as it is stored. `text` is the document's text at its span. */
export interface StoredPassage extends Span, PassageExtras {
  readonly text: string;
  readonly line: number;
  readonly headings: readonly string[];
}

/** A vector, and the key of the text that it was made of: equal keys, equal texts. */
export interface Embedding {
  readonly key: string;
  readonly vector: Float32Array;
}

/** A passage that is about to be stored, with its vector when the index has an embedder. */
export interface NewPassage extends StoredPassage {
  readonly embedding?: Embedding;
}

/** A document, split and embedded: what a commit puts in place of its earlier version. */
export interface NewDocument extends DocumentAttributes {
  readonly source: string;
  readonly fingerprint: Fingerprint;
  readonly title?: string;
  readonly passages: readonly NewPassage[];
}

/** New attributes of a document whose text is the same. All of them: what is absent is gone. */
export interface AttributeChange extends DocumentAttributes {
  readonly source: string;
  readonly fingerprint: Fingerprint;
}

/** What every passage that was found says of its document. */
export interface DocumentFacts extends DocumentAttributes {
  readonly tenant: string;
  readonly source: string;
  readonly title?: string;
}

/** A passage that was found, with what is known of its document. */
export interface FoundPassage extends StoredPassage, DocumentFacts {
  /** `source#start-end` */
  readonly id: string;
}

/** A document as it is in the index, its passages in the order of its text. */
export interface IndexedDocument extends DocumentFacts {
  readonly passages: readonly FoundPassage[];
}
