import { support } from '@ashlar/text';
import type { Sufficiency, SufficiencyInput } from '../questions/judge-sufficiency.ts';

const SENTENCES = 8;
const ENOUGH = 0.8;

/** Answers `rag.sufficient` without a model: whether a few sentences hold most words of the question; missing are the others. */
export function sufficientByWords({ question, passages }: SufficiencyInput): Sufficiency {
  const text = passages.map(({ title = '', text }) => `${title}\n${text}`).join('\n\n');
  const { score, missing } = support(question, text, { maxSentences: SENTENCES });
  return score >= ENOUGH
    ? { sufficient: true, missing: '' }
    : { sufficient: false, missing: missing.join(' ') };
}
