import { askedData } from './asked-data.ts';
import { json } from './build-message.ts';
import { joinLabels } from './label.ts';
import { listSchema } from './list-schema.ts';
import type { JsonPart, Message, Part } from './message.ts';
import type { Question, QuestionOptions, Variant } from './question.ts';
import type { Example } from './score.ts';

/** A question about each of a list of inputs, asked in one call: its own instructions, with the list as its data. */
export interface BatchVariant<I, O> extends Variant<readonly I[], readonly O[]> {
  readonly options: QuestionOptions<readonly I[], readonly O[]>;
}

type Prompt<I> = (input: I) => readonly Message[];

export function batchOf<I, O>(one: Question<I, O>): BatchVariant<I, O> {
  return {
    options: {
      name: one.name,
      version: `${one.version}.batch`,
      input: listSchema(one.input),
      output: listSchema(one.output),
      prompt: promptForAll(one.tag, one.prompt),
      examples: oneBatch(one.examples ?? []),
      fits: (outputs, inputs) =>
        outputs.length === inputs.length
          ? outputs.map((output, at) => one.fits?.(output, inputs[at] as I)).find(Boolean)
          : `there must be ${inputs.length} answers, one for each input in order, not ${outputs.length}`,
    },
    adapt: ({ version, prompt, examples }) => ({
      version,
      ...(prompt === undefined ? {} : { prompt: promptForAll(one.tag, prompt as Prompt<I>) }),
      ...(examples === undefined ? {} : { examples: oneBatch(examples) }),
    }),
    known: (inputs) => (inputs.length === 0 ? [] : undefined),
  };
}

/** The messages about the first input, with the data of all in the place of its own. */
function promptForAll<I>(question: string, prompt: Prompt<I>): Prompt<readonly I[]> {
  return (inputs) => {
    const each = inputs.map(prompt);
    const data = each.map((messages) => askedData(question, messages));
    return (each[0] ?? []).map((message) => aboutAll(message, data));
  };
}

function aboutAll(message: Message, data: readonly JsonPart[]): Message {
  if (!message.content.some(isJson)) return message;
  const note: Part = {
    type: 'text',
    text: `The data is a list of ${data.length} inputs. Answer for each of them, in the same order.`,
  };
  const content = message.content.map((part) => (isJson(part) ? joined(data) : part));
  return { ...message, content: [...content, note] };
}

function joined(data: readonly JsonPart[]): JsonPart {
  const list = json(data.map(({ value }) => value));
  const labels = data.flatMap(({ label }) => label ?? []);
  return labels.length === 0 ? list : { ...list, label: joinLabels(labels) };
}

function oneBatch<I, O>(
  examples: readonly Example<I, O>[],
): readonly Example<readonly I[], readonly O[]>[] {
  if (examples.length === 0) return [];
  return [
    { input: examples.map(({ input }) => input), output: examples.map(({ output }) => output) },
  ];
}

function isJson(part: Part): boolean {
  return part.type === 'json';
}
