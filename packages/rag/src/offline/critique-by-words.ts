import { support } from '@ashlar/text';
import { statesSameNumbers } from '../answer/same-numbers.ts';
import type { Critique, CritiqueInput } from '../questions/critique-statement.ts';

const SENTENCES = 3;

/** Answers `rag.critique` without a model, by shared words and numbers; it sees neither denials nor meaning. */
export function critiqueByWords({ question, statement, passage }: CritiqueInput): Critique {
  const text = [passage.title, ...(passage.headings ?? []), passage.text].join('\n');
  const said = support(statement, text, { maxSentences: SENTENCES }).score;
  return {
    relevance: support(question, text, { maxSentences: SENTENCES }).score,
    support: statesSameNumbers(statement, [text]) ? said : 0,
    usefulness: support(question, `${(passage.headings ?? []).join('\n')}\n${statement}`).score,
  };
}
