import type { Example } from '@ashlar/core';
import type { ExpandInput } from '../questions/expand-query.ts';

/**
 * Labelled cases of `rag.expand`. Right are one to `count` queries, each other than the given one and than each other, which all keep its
 * numbers and codes. No rule answers it: other words are what a model knows. Not shown to models.
 */
export const expandCases: readonly Example<ExpandInput, { readonly queries: readonly string[] }>[] =
  [
    {
      input: { query: 'How is sandstone split?', count: 2 },
      output: { queries: ['tools for cleaving sandstone', 'splitting sandstone with wedges'] },
      note: 'other words for the same',
    },
    {
      input: { query: 'error E-4711', count: 2 },
      output: { queries: ['meaning of code E-4711', 'E-4711 cause and solution'] },
      note: 'a code stays',
    },
    {
      input: { query: 'Wie viel Urlaub habe ich?', count: 1 },
      output: { queries: ['Anzahl der Urlaubstage'] },
      note: 'in German, and just one',
    },
  ];
