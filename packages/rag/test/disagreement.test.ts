import type { Hit } from '@ashlar/core';
import { describe, expect, test } from 'vitest';
import { toAnswer } from '../src/answer/to-answer.ts';

const passage = (source: string, text: string, metadata: Hit['metadata'] = {}): Hit => ({
  id: source,
  text,
  score: 1,
  source,
  span: { start: 0, end: text.length },
  line: 1,
  metadata,
  label: { origin: 'retrieval' },
});

const OLD = 'Employees have 25 days of leave a year.';
const NEW = 'Employees have 30 days of leave a year.';

function answerFrom(hits: readonly Hit[], statements = hits.map(({ text }) => text)) {
  const said = statements.map((text, i) => ({
    text,
    citations: [{ passage: i + 1, quote: text }],
  }));
  const asked = { question: 'How much leave is there?', evidence: 1 };
  return toAnswer({ answerable: true, statements: said }, hits, asked);
}

describe('sources that disagree', () => {
  test('are both told when no rule decides', () => {
    const answer = answerFrom([passage('a.md', OLD), passage('b.md', NEW)]);
    expect(answer).toMatchObject({ grounding: 'sources-disagree', text: `${OLD} ${NEW}` });
    expect(answer.precedence).toBeUndefined();
    expect(answer.citations).toHaveLength(2);
  });

  test('are settled by the precedence of their cards', () => {
    const law = passage('law.md', NEW, { card: { precedence: 2 } });
    expect(answerFrom([passage('wiki.md', OLD), law])).toMatchObject({
      text: NEW,
      grounding: 'sources-disagree',
      precedence: { followed: 'law.md', over: ['wiki.md'], rule: 'source.precedence' },
      citations: [{ source: 'law.md', answer: { start: 0, end: NEW.length } }],
    });
  });

  test('are settled by their dates where cards do not decide', () => {
    const older = passage('2024.md', OLD, { date: '2024-01-01' });
    const newer = passage('2026.md', NEW, { date: '2026-01-01' });
    expect(answerFrom([older, newer])).toMatchObject({
      text: NEW,
      precedence: { followed: '2026.md', over: ['2024.md'], rule: 'newest' },
    });
  });

  test.each([
    ['the same number', [passage('a.md', OLD), passage('b.md', `${OLD} Always.`)]],
    ['other things', [passage('a.md', OLD), passage('b.md', 'A sprint takes 14 days.')]],
    ['one source', [passage('a.md', OLD), passage('a.md', NEW)]],
    ['no number', [passage('a.md', 'Granite is hard.'), passage('b.md', 'Granite is very hard.')]],
  ])('are not seen in %s', (_, hits) => {
    expect(answerFrom(hits).grounding).toBe('grounded');
  });
});
