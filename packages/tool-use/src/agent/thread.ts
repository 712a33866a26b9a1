import {
  AshlarError,
  freezeMessage,
  type Json,
  type Memory,
  type Message,
  type Scope,
  type Thread,
} from '@ashlar/core';
import { type AgentRequest, queryOf } from './agent-input.ts';

/** The conversation of a run with a memory. */
export interface OpenThread {
  readonly loaded: readonly Message[];
  /** Keeps what was said. A process that dies meanwhile does it again, under the same context: the memory recognises it. */
  append(messages: readonly Message[]): Promise<void>;
}

/** @throws thread.missing when it is not known whose conversation it is */
export async function openThread(
  scope: Scope,
  agent: string,
  memory: Memory | undefined,
  request: AgentRequest,
): Promise<OpenThread> {
  if (memory === undefined) return { loaded: [], append: async () => {} };
  const thread = threadOf(scope, agent, request);
  const query = queryOf(request);
  const loaded = await scope.step('memory.load', async (context) => {
    const messages = await memory.load(thread, query === '' ? {} : { query }, context);
    return messages as unknown as Json;
  });
  return {
    loaded: (loaded as unknown as readonly Message[]).map(freezeMessage),
    async append(messages) {
      await scope.step(
        'memory.append',
        async (context) => {
          await memory.append(thread, messages, context);
          return messages.length;
        },
        { effect: 'idempotent' },
      );
    },
  };
}

function threadOf({ principal }: Scope, agent: string, { thread }: AgentRequest): Thread {
  if (thread === undefined) throw missing(agent, 'thread');
  if (principal === undefined) throw missing(agent, 'principal');
  return { id: thread, principal };
}

function missing(agent: string, what: 'thread' | 'principal'): AshlarError<'thread.missing'> {
  const how =
    what === 'thread'
      ? "run it with { message, thread: 'an id' }"
      : 'give the run a principal, whose conversation it is';
  return new AshlarError('thread.missing', `The agent ${agent} has a memory: ${how}.`, {
    facts: { agent, missing: what },
  });
}
