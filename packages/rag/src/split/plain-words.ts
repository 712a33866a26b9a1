/** Markup without words of its own, from the longest kind to the shortest. */
const MARKUP = [
  /\{%.*?%\}/g,
  /<!--.*?-->/gs,
  /<\/?[a-zA-Z][^<>]*>/g,
  // A link keeps its text; an image its description.
  /(?<=\])\([^()\s]*(?:\([^()]*\)[^()\s]*)?(?:\s+"[^"]*")?\)/g,
  /\{#[\w-]+\}/g,
];

/** The words of a line of Markdown as a person reads it: no tags, no template code, no link targets, no emphasis. */
export function plainWords(markdown: string): string {
  return withoutMarkup(markdown)
    .replace(/[[\]*_`\\]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The text with markup that holds no words blanked out. Lengths change: never use it for offsets. */
export function withoutMarkup(markdown: string): string {
  let text = markdown;
  for (const pattern of MARKUP) text = text.replace(pattern, ' ');
  return text;
}
