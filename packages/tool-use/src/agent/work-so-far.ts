import { type Message, type Part, textOf } from '@ashlar/core';
import type { Called } from './call-tool.ts';
import type { AskedCall } from './think.ts';

/** What a run that ends now has to show: the last words of the model and what its last calls gave. */
export function workSoFar(
  message: Message,
  calls: readonly AskedCall[],
  called: readonly Called[],
): string {
  const lines = calls.map(({ part }, index) => {
    const { content = [], isError } = called[index] ?? {};
    return `- ${part.name}${isError ? ' (failed)' : ''}: ${short(content.map(asText).join(' '))}`;
  });
  const words = textOf(message).trim();
  return [...(words === '' ? [] : [words]), 'Not finished. The last results:', ...lines].join('\n');
}

function asText(part: Part): string {
  if (part.type === 'text') return part.text.replace(/<\/?tool-output[^>]*>/g, '').trim();
  return part.type === 'json' ? JSON.stringify(part.value) : `(${part.type})`;
}

const LONGEST = 300;

function short(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)} …`;
}
