import { type Analyser, type CorpusChannel, queryTerms, shareScorer } from '@ashlar/text';
import { isSpaced } from '../lexical/pairs.ts';
import type { FoundPassage } from './document.ts';
import { searchableText } from './searchable-text.ts';

/**
 * Evidence from which on to answer by words alone, the same for every collection: where 95 % of the answerable questions of
 * three sets are answered. Who would rather be silent than wrong takes 0.5, the balanced point.
 */
export const ANSWERABLE = 0.22;

/** What the score is made of. */
export interface Evidence {
  /** 0 to 1: how likely the passages carry an answer. */
  readonly score: number;
  readonly features: {
    /** Share of the attainable score of the question's character n-grams in the best passage, 0 to 1. */
    readonly match: number;
    /** How much more of the question the best source holds than the next five, in shares of its idf. */
    readonly lead: number;
    /** Whether the words that one passage shares with the question meet by chance: above 1 they hardly do. */
    readonly information: number;
  };
}

// A logistic model, fitted on the dev halves of aws-docs-qa, scifact and xquad-en in equal parts: each question once with its gold
// page in the index, once without. `answerability` of @ashlar/text is fitted on whole pages, which stand out further.
const WEIGHTS = { bias: -2.83, match: 2.92, lead: 4.54, information: 1.17 } as const;
const SOURCES = 10;
const RIVALS = 5;
/** In a smaller collection the frequency of a word does not say how common it is. */
const FEWEST = 20;

/**
 * How likely the passages that were found carry an answer, by words alone: is what was asked for there at all, does one
 * source stand out, and is what matches specific? `pnpm eval abstention` measures it.
 *
 * Blind to meaning: a gate for the clear cases. A model that reads the passages decides better.
 */
export function assessEvidence(
  question: string,
  passages: readonly FoundPassage[],
  corpus: readonly CorpusChannel[],
): Evidence {
  const channels = corpus.map((channel) => ({ ...channel, analyse: onceEach(channel.analyse) }));
  const best = new Map<string, FoundPassage>();
  for (const passage of passages) {
    if (!best.has(passage.source)) best.set(passage.source, passage);
  }
  const texts = [...best.values()]
    .slice(0, SOURCES)
    .map((passage) => searchableText(passage.title, passage));
  const all = shareScorer(question, channels);
  const ngrams = shareScorer(
    question,
    channels.filter(({ name }) => name === 'ngrams'),
  );
  const covered = texts.map((text) => all(text).coverage).sort((a, b) => b - a);
  const [first = 0, ...others] = covered;
  const lead = first - others.slice(0, RIVALS).reduce((sum, share) => sum + share, 0) / RIVALS;
  const match = Math.max(0, ...texts.map((text) => ngrams(text).bm25));
  const information = informationIn(question, texts, channels);
  const logit =
    WEIGHTS.bias +
    WEIGHTS.match * match +
    WEIGHTS.lead * lead +
    WEIGHTS.information * Math.log(Math.max(0.05, information));
  return { score: 1 / (1 + Math.exp(-logit)), features: { match, lead, information } };
}

/** Several scores look at the same texts: each is cut into terms once. */
function onceEach(analyse: Analyser): Analyser {
  const known = new Map<string, ReturnType<Analyser>>();
  return (text) => {
    const tokens = known.get(text) ?? analyse(text);
    known.set(text, tokens);
    return tokens;
  };
}

/** The idf of all words that the best passage shares with the question, on the scale of the collection's size. */
function informationIn(
  question: string,
  texts: readonly string[],
  channels: readonly CorpusChannel[],
): number {
  const words = channels.find(({ name }) => name === 'words');
  if (words === undefined) return 0;
  const { analyse, statistics } = words;
  const count = Math.max(statistics.documentCount, FEWEST) + 1;
  const surprise = [...queryTerms(analyse(question)).keys()].map((term) => {
    const bits = Math.log(count / (statistics.documentFrequency(term) + 0.5));
    // In scripts without spaces terms overlap: each letter is in as many of them as a term has letters.
    return [term, isSpaced(term) ? bits : bits / [...term].length] as const;
  });
  const found = texts.map((text) => {
    const held = new Set(analyse(text).map(({ term }) => term));
    return surprise.reduce((sum, [term, bits]) => sum + (held.has(term) ? bits : 0), 0);
  });
  return Math.max(0, ...found) / Math.log(count);
}
