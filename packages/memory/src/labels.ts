import {
  type JsonPart,
  joinLabels,
  json,
  type Label,
  type Message,
  type Origin,
  type Part,
} from '@ashlar/core';

const ORIGINS: Readonly<Record<Message['role'], Origin>> = {
  system: 'developer',
  user: 'user',
  assistant: 'model',
};

/** The labels of all parts of messages; a part without one is of whom its role says, and of a tool inside a tool's result. */
export function labelsOf(messages: readonly Message[]): readonly Label[] {
  return messages.flatMap(({ role, content }) =>
    content.flatMap((part) => ofPart(part, ORIGINS[role])),
  );
}

/** The label of a message as a whole: the least trusted origin and the highest class of its parts. */
export function labelOf(message: Message, dataClasses?: readonly string[]): Label {
  return joinLabels(labelsOf([message]), dataClasses);
}

/** The class of a label as a field that is there only when there is one. */
export function classOf({ dataClass }: Label): Pick<Label, 'dataClass'> {
  return dataClass === undefined ? {} : { dataClass };
}

/** The input of a question as a part, as untrusted as the least trusted line of it. */
export function labelledLines(given: {
  readonly lines: readonly { readonly origin: Origin }[];
  readonly dataClass?: string | undefined;
}): JsonPart {
  const { origin } = joinLabels([{ origin: 'model' }, ...given.lines]);
  const { dataClass } = given;
  return { ...json(given), label: { origin, ...(dataClass !== undefined && { dataClass }) } };
}

function ofPart(part: Part, origin: Origin): readonly Label[] {
  if (part.type !== 'tool-result') return [part.label ?? { origin }];
  return [
    part.label ?? { origin: 'tool' },
    ...part.content.flatMap((inner) => ofPart(inner, 'tool')),
  ];
}
