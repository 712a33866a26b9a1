import { type ChatModel, pattern, user } from '@ashlar/core';
import { offlineModel } from '@ashlar/emulator';
import { describe, expect, test } from 'vitest';
import { type AnswerInput, type AnswerOutput, answerQuestion } from '../src/index.ts';
import { answerCases, extractAnswer, rules } from '../src/offline/index.ts';

/** Asks the question through a model, as a pattern does. */
function ask(question: typeof answerQuestion, model: ChatModel, input: AnswerInput) {
  const asking = pattern<AnswerInput, AnswerOutput>({ name: 'ask', version: '1' }, (given, scope) =>
    scope.ask(question.on(model, { retries: 0 }), given),
  );
  return asking.run(input).value();
}

/** Whether it answers, and which passage it cites first. */
const judged = ({ answerable, statements }: AnswerOutput) => ({
  answerable,
  cites: statements[0]?.citations[0],
});

describe('rag.answer', () => {
  test.each(answerCases.map((one) => [one.note, one] as const))(
    'is answered by the offline rule from its prompt alone: %s',
    async (_, { input, output }) => {
      const said = await ask(answerQuestion, offlineModel({ rules }), input);
      expect(judged(said)).toEqual(judged(output));
      expect(said).toEqual(extractAnswer(input));
    },
  );

  test('cannot be asked without its data in the prompt', async () => {
    const emptied = answerQuestion.with({ version: 'emptied', prompt: () => [user('Answer.')] });
    for (const { input } of answerCases) {
      await expect(ask(emptied, offlineModel({ rules }), input)).rejects.toMatchObject({
        code: 'question.invalid',
      });
    }
  });

  test('has cases for answers and for abstentions', () => {
    const answerable = answerCases.filter(({ output }) => output.answerable).length;
    expect(answerable).toBeGreaterThanOrEqual(4);
    expect(answerCases.length - answerable).toBeGreaterThanOrEqual(2);
  });
});

describe('extractAnswer', () => {
  const said = (question: string, ...texts: string[]) =>
    extractAnswer({
      question,
      evidence: 1,
      passages: texts.map((text, i) => ({ id: i + 1, source: `${i}.md`, text })),
    }).statements.map(({ text }) => text);

  test.each([
    ['a link before a comma', 'To [**vote**](#polls), use leave.', 'To vote, use leave.'],
    [
      'template code in the target of a link',
      'To vote, follow [these steps]({% page "/vote/" %}).',
      'To vote, follow these steps.',
    ],
    ['the mark of a footnote', 'To vote[^1], use leave.[^2]', 'To vote, use leave.'],
    [
      'names with underscores',
      'To _vote_, set __both__ `VOTE_NOW` and my_vote.',
      'To vote, set both VOTE_NOW and my_vote.',
    ],
  ])('says without markup: %s', (_, text, plain) => {
    expect(said('How do I vote?', text)).toEqual([plain]);
  });

  test('says once what several sources say in the same words', () => {
    const { statements } = extractAnswer({
      question: 'How long do details last?',
      evidence: 1,
      passages: [1, 2].map((id) => ({ id, source: `${id}.md`, text: 'Details last 120 days.' })),
    });
    expect(statements).toEqual([
      {
        text: 'Details last 120 days.',
        citations: [1, 2].map((passage) => ({ passage, quote: 'Details last 120 days.' })),
      },
    ]);
  });

  test('picks no questions, and no lines that only lead to others', () => {
    const text =
      '**For lost stones see:**\n\n* [Lost a stone?](/lost/)\n\nReport lost stones to the mason.';
    expect(said('What do I do about a lost stone?', text)).toEqual([
      'Report lost stones to the mason.',
    ]);
  });

  test('picks sentences and commands, and no lines of a program', () => {
    const program =
      '```ts\nimport { mason } from "@stone/mason";\nconst mason = await hire({\n  // the mason of stones\n});\n```\n\nA mason dresses stones.';
    expect(said('Who is the mason of stones?', program)).toEqual(['A mason dresses stones.']);
    expect(said('How do I start the mason?', '```sh\nmason start --stones all\n```')).toEqual([
      'mason start --stones all',
    ]);
  });
});
