import { randomUUID } from 'node:crypto';
import type { Message } from '@ashlar/core';
import { validationError } from '../errors.ts';

/** Conversations of RetrieveAndGenerate, by their session id. */
export interface Sessions {
  /**
   * The turns so far; of no id a new session.
   *
   * @throws ServiceError for an id that was never given out
   */
  open(id: string | undefined): { readonly id: string; readonly history: readonly Message[] };
  append(id: string, question: string, answer: string): void;
}

/** Sessions that are kept; the oldest is forgotten for a new one. */
const kept = 1000;

export function sessions(): Sessions {
  const all = new Map<string, readonly Message[]>();
  return {
    open: (id) => {
      if (id === undefined) {
        const fresh = randomUUID();
        all.set(fresh, []);
        const [oldest] = all.keys();
        if (all.size > kept && oldest !== undefined) all.delete(oldest);
        return { id: fresh, history: [] };
      }
      const history = all.get(id);
      if (history === undefined) {
        throw validationError(`Session with Id ${id} is not valid. Please check and try again.`);
      }
      return { id, history };
    },
    append: (id, question, answer) => {
      const turns: Message[] = [
        { role: 'user', content: [{ type: 'text', text: question }] },
        { role: 'assistant', content: [{ type: 'text', text: answer }] },
      ];
      all.set(id, [...(all.get(id) ?? []), ...turns]);
    },
  };
}
