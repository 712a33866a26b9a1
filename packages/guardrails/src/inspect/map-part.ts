import type { Part, ReasoningPart, TextPart } from '@ashlar/core';
import { mapJson } from './map-json.ts';
import type { VisitText } from './visit-text.ts';

/**
 * A copy of a part with every text in it replaced by what `visit` makes of it; the part itself when nothing changes.
 * Bytes (images, audio, video, documents that are not text) and parts that core has no name for are not looked into.
 */
export function mapPart(part: Part, visit: VisitText, base = ''): Part {
  const at = (path: string) => `${base}${path}`;
  switch (part.type) {
    case 'text':
      return mapText(part, visit, base);
    case 'reasoning':
      return mapReasoning(part, visit, base);
    case 'json':
      return changed(part, { value: mapJson(part.value, at('$'), visit) });
    case 'tool-call':
      return changed(part, { input: mapJson(part.input, at('$'), visit) });
    case 'tool-result': {
      const content = part.content.map((inner, index) =>
        mapPart(inner, visit, at(`content[${index}]`)),
      );
      return same(content, part.content) ? part : { ...part, content };
    }
    case 'search-result': {
      const content = part.content.map((text, index) => visit(text, at(`content[${index}]`)));
      const { title, source } = part;
      return changed(same(content, part.content) ? part : { ...part, content }, {
        title: visit(title, at('title')),
        source: visit(source, at('source')),
      });
    }
    case 'document': {
      const { name, context, source } = part;
      return changed(part, {
        name: visit(name, at('name')),
        ...(context === undefined ? {} : { context: visit(context, at('context')) }),
        source:
          'text' in source ? changed(source, { text: visit(source.text, at('text')) }) : source,
      });
    }
    default:
      return part;
  }
}

function mapText(part: TextPart, visit: VisitText, base: string): TextPart {
  const own = changed(part, { text: visit(part.text, base === '' ? undefined : base) });
  if (part.citations === undefined) return own;
  const citations = part.citations.map((citation, index) => {
    const { title, quote } = citation;
    const at = `${base}citations[${index}]`;
    return changed(citation, {
      ...(title === undefined ? {} : { title: visit(title, `${at}.title`) }),
      ...(quote === undefined ? {} : { quote: visit(quote, `${at}.quote`) }),
    });
  });
  return same(citations, part.citations) ? own : { ...own, citations };
}

// The signature covers the text: what was changed is not what was signed.
function mapReasoning(part: ReasoningPart, visit: VisitText, base: string): ReasoningPart {
  if (part.text === undefined) return part;
  const text = visit(part.text, base === '' ? undefined : base);
  if (text === part.text) return part;
  const { signature: _signature, ...rest } = part;
  return { ...rest, text };
}

function changed<T extends object>(whole: T, fields: Partial<T>): T {
  const differs = Object.entries(fields).some(
    ([name, value]) => value !== (whole as Record<string, unknown>)[name],
  );
  return differs ? { ...whole, ...fields } : whole;
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.every((item, index) => item === b[index]);
}
