/** Markup without words of its own, from the longest kind to the shortest. */
const MARKUP = [
  /\{%.*?%\}/g,
  /<!--.*?-->/gs,
  /<\/?[a-zA-Z][^<>]*>/g,
  // A link keeps its text; an image its description. Template code in its target is blank by now.
  /(?<=\])\( *[^()\s]*(?:\([^()]*\)[^()\s]*)?(?:\s+"[^"]*")?\)/g,
  /\{#[\w-]+\}/g,
  // The mark of a footnote.
  /\[\^[^\]\s]+\]/g,
];

/** An underscore inside of a word is part of a name. */
const EMPHASIS = /(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu;

/** The words of a line of Markdown as a person reads it: no tags, no template code, no link targets, no emphasis. */
export function plainWords(markdown: string): string {
  return withoutMarkup(markdown)
    .replace(/[[\]*`\\]/g, '')
    .replace(EMPHASIS, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The text with markup that holds no words blanked out. Lengths change: never use it for offsets. */
export function withoutMarkup(markdown: string): string {
  let text = markdown;
  for (const pattern of MARKUP) {
    text = text.replace(pattern, (found: string, ...rest: unknown[]) => {
      const [at, whole] = rest.slice(-2) as [number, string];
      return /[,.;:!?)]/.test(whole.charAt(at + found.length)) ? '' : ' ';
    });
  }
  return text;
}
