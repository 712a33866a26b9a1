import { type CorpusChannel, shareScorer } from './channel.ts';

/** What was retrieved for a question. */
export interface AnswerabilityInput {
  readonly question: string;
  /** Best first; ten are looked at. Six or more from different sources are needed to tell a leader from a field. */
  readonly passages: readonly EvidencePassage[];
  /** Statistics of the corpus the passages come from: `hybridIndex().channels`, or a store's own counts. */
  readonly channels: readonly CorpusChannel[];
}

/** A retrieved text and the document it was cut from. */
export interface EvidencePassage {
  readonly text: string;
  /** Passages of one source do not compete with each other. Default: each passage is its own source. */
  readonly source?: string;
}

/** How likely the passages carry an answer. */
export interface Answerability {
  /** 0 to 1; {@link ANSWERABLE} is the point where answering and abstaining are equally often right. */
  readonly score: number;
  readonly features: {
    /** Largest idf-weighted share of the question found in one passage, 0 to 1. */
    readonly coverage: number;
    /** Share of the attainable BM25 of the best passage minus the mean of the next five from other sources, 0 to 1. */
    readonly lead: number;
    /** Geometric mean of the two, 0 to 1: what the score is made of. */
    readonly strength: number;
  };
}

/** Score from which on to answer, the same for every collection. Fitted as said at {@link answerability}. */
export const ANSWERABLE = 0.5;

const RIVALS = 5;
const DEPTH = 10;
const GRAM_WEIGHT = 2;
const WEIGHTS = { bias: -2.73, strength: 10.13 } as const;

/**
 * Whether retrieved passages carry an answer to a question, so that a pipeline can abstain: no model, only words.
 *
 * Two signals. `coverage`: is what was asked for there at all? `lead`: does one source stand out? A page that holds the answer
 * does, while pages merely on the topic are alike. Neither can stand in for the other, so they are multiplied: as a sum they
 * need other weights for long pages than for abstracts, as a product one threshold serves both. Character n-grams count
 * double here, since a paraphrase keeps parts of words rather than words.
 *
 * The two weights are fitted on three sets (dev halves of aws-docs-qa, scifact, xquad-en), each question once with its gold
 * page in the corpus and once without; the package README has the figures, also for sets it was not fitted on. The spread of
 * retrieval scores as a sign of a query's difficulty is known from query performance prediction (NQC: Shtok et al., TOIS 2012).
 *
 * Weak where a corpus says the same in several sources (no one leads) and blind to meaning: treat it as a gate for the clear
 * cases and ask a model about the rest. Costs the analysis of the passages, no model call.
 */
export function answerability({ question, passages, channels }: AnswerabilityInput): Answerability {
  const seen = passages.slice(0, DEPTH);
  const share = shareScorer(question, channels.map(favourGrams));
  const bySource = new Map<string | number, number>();
  let coverage = 0;
  seen.forEach(({ text, source }, i) => {
    const key = source ?? i;
    const found = share(text);
    bySource.set(key, Math.max(bySource.get(key) ?? 0, found.bm25));
    coverage = Math.max(coverage, found.coverage);
  });
  const [best = 0, ...others] = [...bySource.values()].sort((a, b) => b - a);
  const rivals = others.slice(0, RIVALS).reduce((sum, x) => sum + x, 0) / RIVALS;
  const lead = Math.max(0, best - rivals); // the mean of equal scores may be rounded above them
  const strength = Math.sqrt(coverage * lead);
  const logit = WEIGHTS.bias + WEIGHTS.strength * strength;
  return { score: 1 / (1 + Math.exp(-logit)), features: { coverage, lead, strength } };
}

function favourGrams(channel: CorpusChannel): CorpusChannel {
  const { name, weight } = channel;
  return name === 'ngrams' ? { ...channel, weight: GRAM_WEIGHT * weight } : channel;
}
