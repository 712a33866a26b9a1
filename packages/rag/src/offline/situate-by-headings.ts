import type { Situated, SituateInput } from '../questions/situate-passages.ts';

/**
 * Says of a passage what its document says first. Titles and headings are searched anyway, so this adds little: it stands in where
 * there is no model, and shows how a rule would.
 */
export function situateByHeadings({ title = '', document, passages }: SituateInput): Situated {
  const lead =
    /^[^.!?。！？\n]{10,160}[.!?。！？]?/m.exec(document.replace(/^#.*$/gm, ''))?.[0] ?? '';
  return {
    contexts: passages.map(({ text }) => (lead === '' || text.includes(lead) ? title : lead)),
  };
}
