import type { Example } from '@ashlar/core';
import type { Critique, CritiqueInput } from '../questions/critique-statement.ts';

const PASSAGE = {
  id: 1,
  source: 'stones.md',
  title: 'Kinds of stone',
  text: 'Granite is cut with diamond wire. A cubic metre of granite weighs 2700 kilograms. Marble is never cut in winter.',
};

const judged = (
  question: string,
  statement: string,
  [relevance, support, usefulness]: readonly [number, number, number],
  note: string,
): Example<CritiqueInput, Critique> => ({
  input: { question, statement, passage: PASSAGE },
  output: { relevance, support, usefulness },
  note,
});

/** Labelled cases of `rag.critique`. Right is the same side of 0.5 in all three. Not shown to models. */
export const critiqueCases: readonly Example<CritiqueInput, Critique>[] = [
  judged('How is granite cut?', 'Granite is cut with diamond wire.', [1, 1, 1], 'word by word'),
  judged(
    'How much does a cubic metre of granite weigh?',
    'A cubic metre of granite weighs 3100 kilograms.',
    [1, 0, 1],
    'another number',
  ),
  judged(
    'Who founded the quarry?',
    'Granite is cut with diamond wire.',
    [0, 1, 0],
    'true, and beside the question',
  ),
  judged(
    'Is marble cut in winter?',
    'Marble is cut in winter.',
    [1, 0, 1],
    'the denial is left out',
  ),
  judged(
    'Who founded the quarry?',
    'The quarry was founded by Ada Stone.',
    [0, 0, 1],
    'said, but not by this passage',
  ),
];
