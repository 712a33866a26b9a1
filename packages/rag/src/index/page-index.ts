import { type Analyser, HYBRID_CHANNELS, type HybridIndex, hybridIndex } from '@ashlar/text';

// Ingested text never holds it.
const BREAK = '\0';

/** The texts of a document's passages as one, for {@link pageIndex}. */
export function pageOf(texts: readonly string[]): string {
  return texts.join(BREAK);
}

/** An index of whole documents. No pair of words reaches from one passage into the next: stores on disk count pairs by passage. */
export function pageIndex(): HybridIndex {
  const channels = HYBRID_CHANNELS.map((channel) => ({
    ...channel,
    analyse: byPassage(channel.analyse),
  }));
  return hybridIndex({ channels });
}

const byPassage =
  (analyse: Analyser): Analyser =>
  (text) =>
    text.split(BREAK).flatMap((passage) => analyse(passage));
