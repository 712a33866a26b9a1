import { AshlarError, assistant, type Json, type Message, type Part, user } from '@ashlar/core';
import { FINAL_ANSWER } from './final-answer.ts';
import type { AgentSetting } from './setting.ts';
import type { AskedCall, Thought } from './think.ts';

/** What to do with what the model said. */
export type ReadThought<Out> =
  | { readonly status: 'answered'; readonly value: Out; readonly message: Message }
  | { readonly status: 'acting'; readonly message: Message; readonly calls: readonly AskedCall[] }
  /** `wordy`: an answer in words where one of a type is wanted. */
  | {
      readonly status: 'refused' | 'wordy';
      readonly reply: readonly Message[];
      readonly problem: string;
      readonly error?: AshlarError;
    };

/** Whether the model has answered, acts, or has to be asked again and with which words. */
export async function readThought<Out>(
  thought: Thought,
  { name, answer }: Pick<AgentSetting<Out>, 'name' | 'answer'>,
): Promise<ReadThought<Out>> {
  if (thought.kind === 'unusable') {
    const { problem } = thought;
    return { status: 'refused', reply: [user(problem)], problem };
  }
  const { message } = thought;
  if (answer === undefined) {
    // Without a type the answer is its text.
    return thought.kind === 'answer'
      ? { status: 'answered', value: thought.text as Out, message }
      : { status: 'acting', message, calls: thought.calls };
  }
  if (thought.kind === 'answer') {
    const read = await answer.read(thought.text);
    if (read.ok) return answered(read.value);
    const problem = `Give the answer with the tool ${FINAL_ANSWER}.`;
    const error = notFitting(name, read.issues, thought.text);
    return { status: 'wordy', reply: [message, user(problem)], problem, error };
  }
  const [only, ...others] = thought.calls;
  if (only === undefined || others.length > 0 || only.part.name !== FINAL_ANSWER) {
    return { status: 'acting', message, calls: thought.calls };
  }
  const read = only.cut
    ? { ok: false as const, issues: ['$: it was cut off before its end, so it must be shorter'] }
    : await answer.read(only.part.input);
  if (read.ok) return answered(read.value);
  const problem = `That answer does not fit:\n${read.issues.join('\n')}\nAnswer again, complete and valid.`;
  const error = notFitting(name, read.issues, JSON.stringify(only.part.input));
  return { status: 'refused', reply: [message, user(complaint(only, problem))], problem, error };
}

/** In a history the answer is what was said, not a call that somebody has to answer. */
function answered<Out>(value: Out): ReadThought<Out> {
  return { status: 'answered', value, message: assistant(JSON.stringify(value as Json)) };
}

function complaint({ part }: AskedCall, text: string): Part {
  const content = [{ type: 'text', text } as const];
  return { type: 'tool-result', callId: part.id, content, isError: true };
}

function notFitting(agent: string, issues: readonly string[], text: string): AshlarError {
  return new AshlarError(
    'output.invalid',
    `The answer of ${agent} does not fit its schema:\n${issues.join('\n')}`,
    { facts: { what: agent, issues, text } },
  );
}
