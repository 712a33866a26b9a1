import type { InspectedPart, Part } from '@ashlar/core';

/** What of a part can be evaluated. `unreadable` holds something that no guardrail takes. */
export type GuardedContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly format: 'png' | 'jpeg'; readonly base64: string }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'nothing' };

/** The text of a part that has one, an image of the two formats that guardrails take, or why there is nothing to evaluate. */
export function contentOf({ part }: Pick<InspectedPart, 'part'>): GuardedContent {
  if (part.type === 'image') return image(part);
  if (part.type === 'cache-point') return { kind: 'nothing' };
  const text = textOf(part);
  if (text === undefined) return { kind: 'unreadable' };
  return text.trim() === '' ? { kind: 'nothing' } : { kind: 'text', text };
}

function image({ format, source }: Extract<Part, { type: 'image' }>): GuardedContent {
  const name = format
    .toLowerCase()
    .replace(/^image\//, '')
    .replace(/^jpg$/, 'jpeg');
  if (!('base64' in source) || (name !== 'png' && name !== 'jpeg')) return { kind: 'unreadable' };
  return { kind: 'image', format: name, base64: source.base64 };
}

function textOf(part: Part): string | undefined {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'json':
      return JSON.stringify(part.value);
    case 'tool-call':
      return JSON.stringify(part.input);
    case 'reasoning':
      // What is encrypted nobody can read, and nobody is shown.
      return part.text ?? '';
    case 'search-result':
      return [part.title, ...part.content].join('\n');
    case 'document':
      return 'text' in part.source ? part.source.text : undefined;
    case 'tool-result': {
      const texts = part.content.map(textOf);
      return texts.includes(undefined) ? undefined : texts.join('\n');
    }
    default:
      return undefined;
  }
}
