import {
  type Budget,
  type CallContext,
  type ChatEvent,
  type ChatModel,
  type Check,
  type Embedder,
  json,
  jsonSchema,
  question,
  type Reranker,
  type Retriever,
  type Scope,
  type Tool,
  user,
  wrapModel,
} from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { z } from 'zod';
import { never } from '../support/turns.ts';

/** A body that waits for something that never comes, whatever signal it is given. */
export interface Hanging {
  readonly body: (scope: Scope) => Promise<unknown>;
  /** What of it is under way, below the path of its run. */
  readonly abandons: readonly string[];
  /** The signals that reached what it waits for. */
  readonly signals: readonly AbortSignal[];
  /** How many of them there are. */
  readonly hears: number;
  readonly budget?: Budget;
  /** Calls of `return()` on a stream. */
  readonly left?: () => number;
}

const ask = { messages: [user('?')] };
const access = { unrestricted: 'a test' };
const any = jsonSchema<{ city?: string }>({ type: 'object' });

/** One for every kind of effect. */
export const hanging: Readonly<Record<string, () => Hanging>> = {
  'a tool': () =>
    waiting(['call:weather#0'], (hang) => {
      const weather = toolOf('weather', hang);
      return (scope) => scope.call(weather, {});
    }),
  'a tool that rejects late': () =>
    waiting(['call:weather#0'], (hang) => {
      const weather = toolOf('weather', (context) => {
        void hang(context);
        return new Promise((_, reject) => {
          context.signal.addEventListener('abort', () => setImmediate(reject, new Error('late')));
        });
      });
      return (scope) => scope.call(weather, {});
    }),
  'a unary model': () =>
    waiting(['generate#0'], (hang) => {
      const model: ChatModel = { ...scriptedModel([]), generate: (_, context) => hang(context) };
      return (scope) => scope.generate(model, ask);
    }),
  'a stalled stream': () => {
    let left = 0;
    const one = waiting(['generate#0'], (_, signals) => {
      const model: ChatModel = {
        ...scriptedModel([]),
        stream: (_request, context) => stalled(context as CallContext, signals, () => (left += 1)),
      };
      return (scope) => scope.generate(model, ask);
    });
    return { ...one, left: () => left };
  },
  'a retriever': () =>
    waiting(['retrieve:papers#0'], (hang) => {
      const papers: Retriever = {
        name: 'papers',
        description: '',
        retrieve: (_, __, context) => hang(context),
      };
      return (scope) => scope.retrieve(papers, '?', { access });
    }),
  'an embedder': () =>
    waiting(['embed#0'], (hang) => {
      const embedder: Embedder = { id: 'e', dimensions: 2, embed: (_, __, at) => hang(at) };
      return (scope) => scope.embed(embedder, ['a'], { purpose: 'query' });
    }),
  'a reranker': () =>
    waiting(['rerank#0'], (hang) => {
      const reranker: Reranker = { id: 'r', rerank: (_, __, context) => hang(context) };
      return (scope) => scope.rerank(reranker, '?', ['a']);
    }),
  'a check': () =>
    waiting(['check:judge#0'], (hang) => {
      const judge: Check = {
        id: 'judge',
        stages: ['input'],
        origins: ['user'],
        cost: 'remote',
        inspect: (_, context) => hang(context),
      };
      const part = { part: { type: 'text', text: 'x' }, origin: 'user', index: 0 } as const;
      return (scope) => scope.check([judge], [part], { stage: 'input' });
    }),
  'a step': () =>
    waiting(['step:wait#0'], (_, signals) => (scope) => {
      return scope.step('wait', ({ signal }) => {
        signals.push(signal);
        return never();
      });
    }),
  'an approval beside a step': () => ({
    ...waiting(['parallel#0/1/step:wait#0'], (_, signals) => (scope) => {
      const approve = (branch: Scope) => branch.approve({ name: 'pay', data: {} });
      const wait = (branch: Scope) =>
        branch.step('wait', ({ signal }) => {
          signals.push(signal);
          return never();
        });
      return scope.parallel([approve, wait]);
    }),
  }),
  'a question of a wrapper': () =>
    waiting(['generate#0/ask:safe@1#0/generate#0', 'generate#0'], (hang) => {
      const judge: ChatModel = { ...scriptedModel([]), generate: (_, context) => hang(context) };
      const isSafe = safe.on({ ...judge, stream: () => never<ChatEvent>() as never });
      const guarded = wrapModel(scriptedModel(['x']), {
        kind: 'guard',
        async generate(request, context) {
          await context.ask(isSafe, {});
          return scriptedModel(['x']).generate(request, context);
        },
      });
      return (scope) => scope.generate(guarded, ask);
    }),
  'a step of a wrapper': () =>
    waiting(['generate#0/step:look#0', 'generate#0'], (hang) => {
      const cached = wrapModel(scriptedModel(['x']), {
        kind: 'cache',
        generate: (_, context) => context.step('look', (deeper) => hang(deeper)),
      });
      return (scope) => scope.generate(cached, ask);
    }),
  'a reservation that waits in the queue': () => ({
    ...waiting(
      ['parallel#0/0/generate#0', 'parallel#0/1/generate#0'],
      () => {
        const holder = scriptedModel([{ fails: 'hang' }], { id: 'holder' });
        const waiter = scriptedModel(['x'], { id: 'waiter' });
        const bounded = { ...ask, maxTokens: 80 };
        return (scope) =>
          scope.parallel([
            (branch) => branch.generate(holder, bounded),
            (branch) => branch.generate(waiter, bounded),
          ]);
      },
      0,
    ),
    budget: { tokens: 100 },
  }),
  'fifty tools side by side': () => {
    const all = Array.from({ length: 50 }, (_, index) => index);
    return waiting(
      all.map((index) => `parallel#0/${index}/call:weather#0`),
      (hang) => {
        const weather = toolOf('weather', hang);
        return (scope) =>
          scope.parallel(all.map(() => (branch: Scope) => branch.call(weather, {})));
      },
      50,
    );
  },
};

const safe = question({
  name: 'safe',
  version: '1',
  input: z.object({}),
  output: z.object({ safe: z.boolean() }),
  prompt: (input) => [user(['Safe?', json(input)])],
});

type Hang = (context?: CallContext) => Promise<never>;

function waiting(
  abandons: readonly string[],
  make: (hang: Hang, signals: AbortSignal[]) => Hanging['body'],
  hears = 1,
): Hanging {
  const signals: AbortSignal[] = [];
  const hang: Hang = (context) => {
    if (context !== undefined) signals.push(context.signal);
    return never();
  };
  return { body: make(hang, signals), abandons, signals, hears };
}

function toolOf(
  name: string,
  run: (context: CallContext) => Promise<never>,
): Tool<{ city?: string }, string> {
  return { name, description: '', input: any, effect: 'read', run: (_, context) => run(context) };
}

/** A stream that says a word and then nothing any more, not even when it is left. */
function stalled(
  { signal }: CallContext,
  signals: AbortSignal[],
  onLeave: () => void,
): AsyncIterable<ChatEvent> {
  signals.push(signal);
  const events: ChatEvent[] = [{ type: 'text', index: 0, text: 'Well, ' }];
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        const value = events.shift();
        return value === undefined ? never() : Promise.resolve({ done: false, value });
      },
      return: () => {
        onLeave();
        return never();
      },
    }),
  };
}
