import { json, type Question, question, system, user } from '@ashlar/core';
import { z } from 'zod';

export interface SourceDescription {
  readonly name: string;
  /** What is in it, and what it is for. */
  readonly description: string;
}

export interface ChooseSourcesInput {
  readonly question: string;
  readonly sources: readonly SourceDescription[];
}

export interface ChosenSources {
  /** The most likely first. None: it cannot be told. */
  readonly sources: readonly { readonly name: string; readonly query: string }[];
}

/** Which sources can answer this, and what should each be asked? */
export const chooseSources: Question<ChooseSourcesInput, ChosenSources> = question({
  name: 'rag.choose-sources',
  version: '1',
  input: z.object({
    question: z.string(),
    sources: z.array(z.object({ name: z.string(), description: z.string() })),
  }) as z.ZodType<ChooseSourcesInput>,
  output: z.object({
    sources: z
      .array(
        z.object({
          name: z.string().describe('the name of a source'),
          query: z.string().min(1).describe('what to search for there'),
        }),
      )
      .describe('the most likely first; none when it cannot be told'),
  }) as z.ZodType<ChosenSources>,
  prompt: (given) => [
    system(
      `You choose where to look for the answer to a question. Choose every source that is likely to hold a part of it, the most likely first, and as few as will do. For each, give the query: the part of the question that belongs there, in its own words. When it cannot be told, choose none: then all of them are asked.`,
    ),
    user(['The question and the sources, as JSON:', json(given)]),
  ],
  fits: ({ sources }, given) => {
    const known = new Set(given.sources.map(({ name }) => name));
    const unknown = sources.find(({ name }) => !known.has(name));
    return unknown === undefined ? undefined : `there is no source ${unknown.name}`;
  },
});
