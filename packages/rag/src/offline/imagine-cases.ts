import type { Example } from '@ashlar/core';

/**
 * Labelled cases of `rag.imagine`. Right is a passage of at most 120 words that is other than the query and keeps its numbers and codes. No
 * rule answers it: it takes somebody who knows how such documents read. Not shown to models.
 */
export const imagineCases: readonly Example<
  { readonly query: string },
  { readonly passage: string }
>[] = [
  {
    input: { query: 'How is sandstone split?' },
    output: {
      passage:
        'Sandstone is split along its bed. Wedges are driven into a row of holes until the block parts.',
    },
    note: 'a statement in place of a question',
  },
  {
    input: { query: 'error E-4711' },
    output: {
      passage:
        'Error E-4711 is shown when the wire runs dry. Fill the tank and start the saw again.',
    },
    note: 'a code stays',
  },
  {
    input: { query: 'Wie viel Urlaub habe ich?' },
    output: { passage: 'Jeder Mitarbeiter hat Anspruch auf 30 Tage Urlaub im Jahr.' },
    note: 'in German',
  },
];
