/** Parameters of BM25. */
export interface Bm25Options {
  /** How soon repetitions of a term stop counting. Default 1.2. */
  readonly k1?: number;
  /** How much long documents are held back, 0 to 1. Default 0.75. */
  readonly b?: number;
}

/** What a scorer has to know of a corpus; an index gives it, and so can a database. */
export interface CorpusStatistics {
  /** Number of documents. */
  readonly documentCount: number;
  /** Mean number of tokens in a document. */
  readonly averageLength: number;
  /** Number of documents that hold the term; 0 if none does. */
  documentFrequency(term: string): number;
}

/**
 * Inverse document frequency, always positive: ln(1 + (N - n + 0.5) / (n + 0.5)).
 *
 * Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the 1 inside the logarithm
 * that Lucene adds so that a term of most documents does not count against one.
 */
export function inverseDocumentFrequency(documentFrequency: number, documentCount: number): number {
  return Math.log(1 + (documentCount - documentFrequency + 0.5) / (documentFrequency + 0.5));
}

/**
 * How much `count` occurrences of a term weigh in a document, 0 to k1 + 1; times idf it is the term's BM25 score.
 *
 * `length` and `averageLength` are in tokens of the same analyser.
 */
export function bm25TermWeight(
  count: number,
  length: number,
  averageLength: number,
  options: Bm25Options = {},
): number {
  const { k1 = 1.2, b = 0.75 } = options;
  const norm = 1 - b + b * (averageLength > 0 ? length / averageLength : 1);
  return (count * (k1 + 1)) / (count + k1 * norm);
}

/**
 * BM25 of one document from counts alone: for stores that keep postings elsewhere.
 *
 * `query` maps terms to weights (`queryTerms`: a term asked twice counts twice; without that, long queries lose),
 * `document` to counts (`countTerms`). `length` is the document's number of tokens.
 */
export function bm25Score(
  query: ReadonlyMap<string, number>,
  document: ReadonlyMap<string, number>,
  length: number,
  corpus: CorpusStatistics,
  options: Bm25Options = {},
): number {
  let score = 0;
  for (const [term, asked] of query) {
    const count = document.get(term);
    if (count === undefined) continue;
    const idf = inverseDocumentFrequency(corpus.documentFrequency(term), corpus.documentCount);
    score += asked * idf * bm25TermWeight(count, length, corpus.averageLength, options);
  }
  return score;
}

/**
 * The score no document can pass for this query: every term, arbitrarily often.
 *
 * A score divided by it is a share that compares across queries. Terms that no document holds count with the highest idf.
 */
export function attainableBm25(
  query: ReadonlyMap<string, number>,
  corpus: Pick<CorpusStatistics, 'documentCount' | 'documentFrequency'>,
  options: Bm25Options = {},
): number {
  const { k1 = 1.2 } = options;
  let bound = 0;
  for (const [term, asked] of query) {
    const idf = inverseDocumentFrequency(corpus.documentFrequency(term), corpus.documentCount);
    bound += asked * idf * (k1 + 1);
  }
  return bound;
}
