import { sentences } from '@ashlar/text';
import type { SummariseInput, SummariseOutput } from '../summarise-conversation.ts';

/**
 * A summary without a model: the first sentence of each thing that the user said, the newest that fit. What the assistant, tools and
 * documents said is left out. In any language; it understands nothing.
 */
export function summariseByRule({ before, lines, words }: SummariseInput): SummariseOutput {
  const said = lines.flatMap(({ role, origin, text }) => {
    const [first] = role === 'user' && origin === 'user' ? sentences(text) : [];
    return first === undefined ? [] : [`- ${text.slice(first.start, first.end)}`];
  });
  const all = [...before.split('\n').filter((line) => line !== ''), ...said];
  const kept: string[] = [];
  let left = words;
  for (const line of all.reverse()) {
    left -= line.split(/\s+/u).length;
    if (left < 0) break;
    kept.unshift(line);
  }
  const [newest = ''] = all;
  const cut = newest.split(/\s+/u).slice(0, words).join(' ');
  return { summary: kept.join('\n') || cut || '(The user said nothing.)' };
}
