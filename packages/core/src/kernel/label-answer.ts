import type { Label } from '../label.ts';
import type { Message } from '../message.ts';

/** An answer is as sensitive as what it was made from. Without any data class in the request it stays as it is. */
export function labelAnswer(answer: Message, asked: Label | undefined): Message {
  if (asked?.dataClass === undefined) return answer;
  const label: Label = { origin: 'model', dataClass: asked.dataClass };
  return { ...answer, content: answer.content.map((part) => ({ label, ...part })) };
}
