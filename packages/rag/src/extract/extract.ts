import {
  type Agent,
  AshlarError,
  type ChatModel,
  type Citation,
  type Json,
  type Label,
  pattern,
  type Schema,
  type Scope,
  toJsonSchema,
} from '@ashlar/core';
import { z } from 'zod';
import { findQuote } from '../answer/find-quote.ts';
import { lineCounter } from '../split/line-counter.ts';
import { type ExtractionInput, extractionQuestion } from './extraction-question.ts';
import { fieldConfidence } from './field-confidence.ts';
import { leavesOf, withoutNulls } from './leaves.ts';
import { type ExtractedPart, mergeParts } from './merge-parts.ts';
import { partsOf, type TextPart } from './parts-of.ts';

/** A document to read values from. */
export interface ExtractDocument {
  /** Names it in citations. */
  readonly source: string;
  /** Its canonical text: spans point into it. */
  readonly text: string;
  readonly dataClass?: string;
}

/** One value and where it stands. */
export interface ExtractedField {
  /** JSON Pointer into the value. */
  readonly path: string;
  readonly value: string | number | boolean;
  /** 1: copied from a verbatim quote; 0.6: read from one; 0: no quote. */
  readonly confidence: number;
  readonly citation?: Citation;
}

/** Something that a person should look at. */
export interface ReviewItem {
  readonly path: string;
  readonly problem: 'unsure' | 'conflict' | 'invalid';
  /** What was found, without saying who is right. */
  readonly message: string;
}

export interface Extraction<T> {
  /** Fits the schema; absent when what was found does not: `found` has it, and `review` says why. */
  readonly value?: T;
  /** What was found, whether it fits or not. */
  readonly found: Json;
  readonly fields: readonly ExtractedField[];
  /** Empty when nothing has to be looked at. */
  readonly review: readonly ReviewItem[];
}

/** Options of {@link extract}. */
export interface ExtractOptions<T> {
  readonly model: ChatModel;
  /** What to read out of a document. */
  readonly schema: Schema<T>;
  /** What the schema does not say, for example which of two dates is meant. */
  readonly instructions?: string;
  /** Characters that are read at once; a longer document is read in parts, cut between paragraphs. @default 20000 */
  readonly partCharacters?: number;
  /** Parts that are read side by side. @default 4 */
  readonly concurrency?: number;
  /** Fields below it are to be reviewed. @default 0.7: whatever is not copied */
  readonly minimumConfidence?: number;
}

const input: Schema<ExtractDocument> = z.strictObject({
  source: z.string().min(1),
  text: z.string(),
  dataClass: z.string().optional(),
}) as unknown as Schema<ExtractDocument>;

/**
 * Typed values out of a document, each with the place where it stands and a confidence, and a list of what a person should look
 * at: what no verbatim quote carries, what parts of the document say differently, what does not fit the schema.
 *
 * Use it for forms, contracts, invoices and reports whose fields go into a system. Costs one model call per part of the document
 * (a second one when the output does not fit). The confidence is computed from quotes, not asked for.
 *
 * @throws AshlarError `input.invalid` for parts of fewer than 10 characters
 */
export function extract<T>(options: ExtractOptions<T>): Agent<ExtractDocument, Extraction<T>> {
  const { model, schema, instructions, partCharacters = 20_000, concurrency = 4 } = options;
  const { minimumConfidence = 0.7 } = options;
  requirePartLength(partCharacters);
  const ask = extractionQuestion(toJsonSchema(schema), instructions).on(model);
  const description = 'Reads typed values out of a document, with the places where they stand.';

  return pattern({ name: 'extract', version: '1', description, input }, async (document, scope) => {
    const { source, text, dataClass } = document;
    const line = lineCounter(text);
    const parts = partsOf(text, partCharacters);
    const read = await scope.parallel(
      parts.map((part) => async (branch: Scope): Promise<ExtractedPart> => {
        const asked: ExtractionInput = { source, text: part.text, dataClass };
        const { value, evidence } = await branch.ask(ask, asked);
        const found = withoutNulls(value);
        const quotes = new Map(evidence.map(({ path, quote }) => [path, quote]));
        return { value: found, fields: leavesOf(found).map((leaf) => placed(leaf, quotes, part)) };
      }),
      { concurrency },
    );

    const { value: found, fields, conflicts } = mergeParts(read);
    const checked = await schema['~standard'].validate(found);
    const invalid = (checked.issues ?? []).map(
      ({ message }): ReviewItem => ({ path: '', problem: 'invalid', message }),
    );
    const review: ReviewItem[] = [
      ...fields.filter(({ confidence }) => confidence < minimumConfidence).map(unsure),
      ...conflicts.map(({ taken, other }): ReviewItem => {
        const message = `one part says ${taken.value}, another ${other.value}`;
        return { path: taken.path, problem: 'conflict', message };
      }),
      ...invalid,
    ];
    const value = checked.issues === undefined ? { value: checked.value } : {};
    return { ...value, found, fields, review } as Extraction<T>;

    function placed(
      { path, value }: Pick<ExtractedField, 'path' | 'value'>,
      quotes: ReadonlyMap<string, string>,
      part: TextPart,
    ): ExtractedField {
      const quote = quotes.get(path);
      const at = quote === undefined ? undefined : findQuote(part.text, quote);
      if (at === undefined) return { path, value, confidence: 0 };
      const span = { start: part.start + at.start, end: part.start + at.end };
      const verbatim = text.slice(span.start, span.end);
      const label: Label = { origin: 'retrieval', ...(dataClass !== undefined && { dataClass }) };
      const citation: Citation = { source, span, line: line(span.start), quote: verbatim, label };
      return { path, value, confidence: fieldConfidence(value, verbatim), citation };
    }
  });
}

/** From callers without types: parts of nothing would never come to an end. */
function requirePartLength(partCharacters: number): void {
  if (partCharacters >= FEWEST) return;
  const issues = [`partCharacters: expected a number of at least ${FEWEST}`];
  const message = `A document cannot be read in parts of ${partCharacters} characters. Allow at least ${FEWEST}.`;
  throw new AshlarError('input.invalid', message, { facts: { what: 'extract', issues } });
}

const FEWEST = 10;

function unsure({ path, citation }: ExtractedField): ReviewItem {
  const message = citation === undefined ? 'no words of the document carry it' : 'read, not copied';
  return { path, problem: 'unsure', message };
}
