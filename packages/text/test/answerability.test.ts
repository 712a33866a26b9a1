import { expect, test } from 'vitest';
import { ANSWERABLE, answerability, hybridIndex } from '../src/index.ts';

const TOPICS = ['parking', 'security', 'cleaning', 'travel', 'printing', 'catering', 'heating'];
const texts = new Map(
  TOPICS.map((t) => [t, `The ${t} desk of the office is open on weekdays. Ask about ${t} there.`]),
);
texts.set(
  'leave',
  'Employees with less than three years of service earn four hours of annual leave each pay period.',
);
const index = hybridIndex();
for (const [id, text] of texts) index.add(id, text);

const assess = (question: string, source?: (id: string) => string) =>
  answerability({
    question,
    channels: index.channels,
    passages: index
      .search(question)
      .map(({ id }) => ({ text: texts.get(id) ?? '', source: source?.(id) ?? id })),
  });

test('a question whose page is there scores above the threshold', () => {
  const { score, features } = assess(
    'How many hours of annual leave do employees earn each pay period?',
  );
  expect(score).toBeGreaterThan(ANSWERABLE);
  expect(features.coverage).toBeGreaterThan(0.6);
});

test('a question that only touches the topic of many pages scores below', () => {
  const { score, features } = assess('What is the dress code in the Tokyo office on weekdays?');
  expect(score).toBeLessThan(ANSWERABLE);
  expect(features.lead).toBeLessThan(0.1);
});

test('without passages, or without a question, there is no answer', () => {
  const nothing = { question: 'Who?', passages: [], channels: index.channels };
  expect(answerability(nothing)).toMatchObject({ features: { coverage: 0, lead: 0 } });
  expect(answerability(nothing).score).toBeLessThan(ANSWERABLE);
  expect(answerability({ ...nothing, question: '', passages: [{ text: 'x' }] }).score).toBeLessThan(
    ANSWERABLE,
  );
});

test('passages of one source do not rob each other of the lead', () => {
  const text = texts.get('leave') ?? '';
  const question = 'How much annual leave do employees earn?';
  const copies = (source: (i: number) => string) =>
    answerability({
      question,
      channels: index.channels,
      passages: Array.from({ length: 5 }, (_, i) => ({ text, source: source(i) })),
    }).features.lead;
  expect(copies(() => 'one')).toBeGreaterThan(copies((i) => `page ${i}`) * 2);
});

test('neither signal stands in for the other: sources that all cover the question get no score for it', () => {
  const text = texts.get('leave') ?? '';
  const { score, features } = answerability({
    question: 'How much annual leave do employees earn?',
    channels: index.channels,
    passages: Array.from({ length: 10 }, () => ({ text })),
  });
  expect(features.coverage).toBeGreaterThan(0.5);
  expect(features.lead).toBeCloseTo(0);
  expect(features.strength).toBeCloseTo(0);
  expect(score).toBeLessThan(0.1);
});

test('strength is the geometric mean of coverage and lead', () => {
  const { coverage, lead, strength } = assess('How many hours of annual leave?').features;
  expect(strength).toBeCloseTo(Math.sqrt(coverage * lead));
  expect(strength).toBeGreaterThan(0);
});
