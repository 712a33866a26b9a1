import { type SplitOptions, splitDocument } from './split-document.ts';
import { type Splitter, splitterOf } from './splitter.ts';

/** `splitDocument` as a splitter: what an index uses when it is told nothing. */
export function structureSplitter(options: SplitOptions = {}): Splitter {
  const { size = 800, minimum = 200, overlap = 0 } = options;
  return splitterOf('structure', { size, minimum, overlap }, (document) =>
    splitDocument(document, { size, minimum, overlap }),
  );
}
