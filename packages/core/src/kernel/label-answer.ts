import { joinLabels, type Label } from '../label.ts';
import type { Message, Part } from '../message.ts';

/** An answer is as sensitive as what it was made from. Without any data class in the request it stays as it is. */
export function labelAnswer(answer: Message, asked: readonly Message[]): Message {
  const { dataClass } = joinLabels(asked.flatMap(({ content }) => content.flatMap(labelsIn)));
  if (dataClass === undefined) return answer;
  const label: Label = { origin: 'model', dataClass };
  return { ...answer, content: answer.content.map((part) => ({ label, ...part })) };
}

function labelsIn(part: Part): readonly Label[] {
  const inside = part.type === 'tool-result' ? part.content.flatMap(labelsIn) : [];
  return part.label === undefined ? inside : [part.label, ...inside];
}
