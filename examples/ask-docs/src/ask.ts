import type { Agent, Answer } from '@ashlar/core';
import { type RagInput, watchAnswer } from '@ashlar/rag';
import type { Engine } from './engine.ts';
import { summary, toJsonLine } from './print-answer.ts';
import { UsageError } from './usage-error.ts';

/** Asks one question and prints the answer while it is made. Throws what ended the run otherwise. */
export async function ask(
  rag: Agent<RagInput, Answer>,
  question: string,
  { engine, json }: { readonly engine: Engine; readonly json: boolean },
): Promise<void> {
  const interrupt = new AbortController();
  const abort = (): void => interrupt.abort('interrupted');
  process.once('SIGINT', abort);
  try {
    const run = rag.run(question, { signal: interrupt.signal });
    const shown = json ? '' : await stream(run);
    const outcome = await run.outcome;
    const answer = await run.value();
    if (json) {
      console.log(toJsonLine(question, answer, outcome));
      return;
    }
    if (shown === '') console.log(answer.text);
    else if (shown !== answer.text) console.log(`\nAfter checking:\n${answer.text}`);
    else console.log();
    console.log(`\n${summary(answer, outcome, engine)}`);
  } catch (error) {
    if (interrupt.signal.aborted) throw new UsageError('Interrupted.');
    throw engine.explain?.(error) ?? error;
  } finally {
    process.off('SIGINT', abort);
  }
}

async function stream(run: Parameters<typeof watchAnswer>[0]): Promise<string> {
  let shown = '';
  for await (const delta of watchAnswer(run)) {
    if (delta.type === 'restart') process.stdout.write('\nOnce more:\n');
    else process.stdout.write(delta.text);
    shown = delta.type === 'restart' ? '' : shown + delta.text;
  }
  return shown;
}
