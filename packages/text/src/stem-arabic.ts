const PREFIXES = ['وال', 'بال', 'كال', 'فال', 'ال', 'لل'];
const SUFFIXES = ['ها', 'ان', 'ات', 'ون', 'ين', 'يه', 'ه', 'ي'];

/**
 * Removes the article, conjunctions and common endings of a folded Arabic word.
 *
 * light10 of Larkey, Ballesteros & Connell (SIGIR 2002, and 2007): prefixes once, then every ending that leaves at least
 * two letters. (`fold` has already mapped ة to ه and ى to ي.)
 */
export function stemArabic(word: string): string {
  let stem = word;
  if (stem.startsWith('و') && stem.length >= 4) stem = stem.slice(1);
  const article = PREFIXES.find((p) => stem.startsWith(p) && stem.length - p.length >= 2);
  if (article !== undefined) stem = stem.slice(article.length);
  for (const suffix of SUFFIXES) {
    if (stem.endsWith(suffix) && stem.length - suffix.length >= 2) {
      stem = stem.slice(0, -suffix.length);
    }
  }
  return stem;
}
