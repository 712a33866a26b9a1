import { type Answerer, type ChatModel, detachedContext } from '@ashlar/core';
import { storableText } from '../ingest/storable-text.ts';
import type { Situated, SituateInput } from '../questions/situate-passages.ts';
import { situatePassages } from '../questions/situate-passages.ts';
import { requireLength } from './require-length.ts';
import type { Passage } from './split-document.ts';
import { type Splitter, splitterOf } from './splitter.ts';
import { structureSplitter } from './structure-splitter.ts';

/** Options of {@link contextualSplitter}. */
export interface ContextualOptions {
  /** Writes the lines: a model, or an answerer of `situatePassages`. */
  readonly situate: ChatModel | Answerer<SituateInput, Situated>;
  /** Cuts the document. @default structureSplitter() */
  readonly splitter?: Splitter;
  /** Passages of a document that are asked about together. @default 20 */
  readonly batch?: number;
  /** How much of the begin of the document is shown with every batch, in characters. @default 8000 */
  readonly shown?: number;
}

/** A longer line would say more than its passage. */
const LONGEST = 300;

/**
 * Adds a line to every passage that says what it is about: searched with it, never shown and never cited. Costs one call for
 * each `batch` of passages of a new or changed document. It needs a run, whose budget counts:
 * `scope.step('ingest', (context) => index.ingest(items, { tenant, context }))`; without one it is `scope.misuse`.
 *
 * @throws AshlarError whatever the model fails with: the ingestion ends, and what is committed stays
 */
export function contextualSplitter(options: ContextualOptions): Splitter {
  const { situate, splitter = structureSplitter(), batch = 20, shown = 8000 } = options;
  requireLength('batch', batch, 1);
  const answerer = 'answer' in situate ? situate : situatePassages.on(situate);
  const { question, how } = answerer;
  const id = { splitter: splitter.id, batch, shown, question, how };
  return splitterOf('contextual', id, async (document, context = detachedContext()) => {
    const split = await splitter(document, context);
    const { title } = split;
    const passages: Passage[] = [];
    for (let at = 0; at < split.passages.length; at += batch) {
      const some = split.passages.slice(at, at + batch);
      const { contexts } = await context.ask(answerer, {
        ...(title !== undefined && { title }),
        document: storableText(document.text.slice(0, shown)),
        passages: some.map(({ headings, text }) => ({ headings, text })),
      });
      passages.push(...some.map((passage, i) => withLine(passage, contexts[i] ?? '')));
    }
    return { ...split, passages };
  });
}

function withLine(passage: Passage, written: string): Passage {
  const line = storableText(
    written
      .replace(/[\s\0]+/g, ' ')
      .trim()
      .slice(0, LONGEST),
  );
  return line === '' ? passage : { ...passage, context: line };
}
