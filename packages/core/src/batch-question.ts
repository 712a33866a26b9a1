import { json } from './build-message.ts';
import { listSchema } from './list-schema.ts';
import type { Message, Part } from './message.ts';
import type { Question, QuestionOptions } from './question.ts';

type Ask = <I, O>(options: QuestionOptions<I, O>) => Question<I, O>;

/** A question about each of a list of inputs, asked in one call: its own instructions, with the list as its data. */
export function batchOf<I, O>(one: Question<I, O>, ask: Ask): Question<readonly I[], readonly O[]> {
  const many = ask<readonly I[], readonly O[]>({
    name: one.name,
    version: `${one.version}.batch`,
    input: listSchema(one.input),
    output: listSchema(one.output),
    prompt: (inputs) => one.prompt(inputs[0] as I).map((message) => aboutAll(message, inputs)),
    fits: (outputs, inputs) =>
      outputs.length === inputs.length
        ? outputs.map((output, at) => one.fits?.(output, inputs[at] as I)).find(Boolean)
        : `there must be ${inputs.length} answers, one for each input in order, not ${outputs.length}`,
  });
  return {
    ...many,
    on(model, options) {
      const answerer = many.on(model, options);
      return {
        ...answerer,
        answer: async (inputs, scope) =>
          inputs.length === 0 ? [] : answerer.answer(inputs, scope),
      };
    },
  };
}

function aboutAll(message: Message, inputs: readonly unknown[]): Message {
  if (!message.content.some(isJson)) return message;
  const note: Part = {
    type: 'text',
    text: `The data is a list of ${inputs.length} inputs. Answer for each of them, in the same order.`,
  };
  return {
    ...message,
    content: [...message.content.map((part) => (isJson(part) ? json(inputs) : part)), note],
  };
}

function isJson(part: Part): boolean {
  return part.type === 'json';
}
