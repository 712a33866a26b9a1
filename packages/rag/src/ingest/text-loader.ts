import type { Loader } from './loader.ts';
import type { SkipReason } from './source-file.ts';

const NAMES = /\.(?:md|markdown|mdown|mdx|mkd|txt|text|rst|adoc|asciidoc)$/i;
const TYPES = new Set(['text/markdown', 'text/plain', 'text/x-markdown']);

/**
 * Markdown and plain text. The canonical text is the file as UTF-8 with everything that stands in it: line breaks as they are,
 * and a byte order mark as the first character, as `readFile(path, 'utf8')` gives it.
 */
export const textLoader: Loader = {
  accepts: (source, mediaType) =>
    mediaType === undefined ? NAMES.test(source) : TYPES.has(mediaType),
  load(bytes, source) {
    const skip = (skipped: SkipReason, why: string) => ({
      source,
      skipped,
      message: `${source} ${why}.`,
    });
    if (bytes.includes(0)) return skip('binary', 'is binary, or text in UTF-16');
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return skip('not-utf-8', 'is not UTF-8');
    }
    return /[^\s\uFEFF]/.test(text) ? { text } : skip('empty', 'is empty');
  },
};
