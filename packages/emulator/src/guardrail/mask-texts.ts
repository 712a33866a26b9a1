import { actionOf, type Finding } from './finding.ts';

/** The texts with what is to be masked replaced as the service does, by its type in braces: `{EMAIL}`. */
export function maskTexts(texts: readonly string[], findings: readonly Finding[]): string[] {
  return texts.map((text, index) => {
    const masks = findings
      .filter((finding) => finding.part === index && actionOf(finding) === 'ANONYMIZED')
      .flatMap((finding) =>
        finding.verdict.span === undefined ? [] : [{ finding, span: finding.verdict.span }],
      )
      .sort((a, b) => a.span.start - b.span.start);
    let masked = '';
    let end = 0;
    for (const { finding, span } of masks) {
      // Of two that overlap the first stands for both.
      if (span.start < end) {
        end = Math.max(end, span.end);
        continue;
      }
      masked += `${text.slice(end, span.start)}{${nameOf(finding)}}`;
      end = span.end;
    }
    return masked + text.slice(end);
  });
}

function nameOf({ place }: Finding): string {
  if ('pii' in place) return place.pii;
  return 'regex' in place ? place.regex : place.policy;
}
