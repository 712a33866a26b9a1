import type { Label } from '@ashlar/core';

/** What a fact is about. */
export const FACT_KINDS = [
  'identity',
  'preference',
  'constraint',
  'decision',
  'event',
  'other',
] as const;

export type FactKind = (typeof FACT_KINDS)[number];

/** Something that a conversation told, with where it was told. Pure JSON. */
export interface Fact {
  /** Names the fact among those of its subject; the same telling has the same id. */
  readonly id: string;
  readonly kind: FactKind;
  /** What it says something about: `home city`. Facts of one attribute are about the same thing. */
  readonly attribute: string;
  readonly value: string;
  /** 0..1, as whoever found it sees it. */
  readonly confidence: number;
  /** The user said it in so many words; what a tool, a document or the model said never is. */
  readonly explicit: boolean;
  readonly source: { readonly thread?: string; readonly message: string };
  /** When that was said, in milliseconds since 1970. Absent: not known. */
  readonly at?: number;
  readonly label: Label;
  /** The id of the fact that holds instead. Absent: this one holds. */
  readonly supersededBy?: string;
}
