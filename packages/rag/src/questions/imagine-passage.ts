import { json, type Question, question, system, user } from '@ashlar/core';
import { z } from 'zod';

/** What might a passage that answers this look like? */
export const imaginePassage: Question<{ readonly query: string }, { readonly passage: string }> =
  question({
    name: 'rag.imagine',
    version: '1',
    input: z.object({ query: z.string() }),
    output: z.object({ passage: z.string().min(1) }),
    prompt: (given) => [
      system(
        `You write a short passage as it might stand in a document that answers a query: two to four sentences, in the style and with the terms of such a document, in the language of the query. It is only used to search, nobody reads it: when you do not know, make it plausible.`,
      ),
      user(['The query, as JSON:', json(given)]),
    ],
  });
