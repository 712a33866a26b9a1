import type { Answer, Run } from '@ashlar/core';
import { jsonStrings } from './answer/json-strings.ts';

/** What of an answer can be shown while it is made. `restart` voids what came before. */
export type AnswerDelta =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'restart' };

/**
 * The text of an answer while the model writes it. Before anything is checked: show `outcome`'s answer when it is there.
 *
 * A model that answers by a forced tool, and a rule in the process, give nothing to watch: then no delta comes.
 */
export async function* watchAnswer(run: Run<Answer>): AsyncGenerator<AnswerDelta> {
  let id: string | undefined;
  let read = jsonStrings('text');
  let started = false;
  for await (const event of run) {
    const again = event.type === 'text.delta' && id !== undefined && event.id !== id;
    if (again || event.type === 'stream.restarted') {
      read = jsonStrings('text');
      if (started) yield { type: 'restart' };
      started = false;
    }
    if (event.type !== 'text.delta') continue;
    id = event.id;
    for (const { text, first } of read(event.text)) {
      yield { type: 'text', text: first && started ? ` ${text}` : text };
      started = true;
    }
  }
}
