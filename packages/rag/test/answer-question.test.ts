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
