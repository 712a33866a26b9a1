import {
  type Archive,
  AshlarError,
  assistant,
  type CallContext,
  type ChatModel,
  type ChatRequest,
  type ChatResponse,
  type Compactor,
  type EffectKind,
  isAshlarError,
  type Json,
} from '@ashlar/core';
import { type DefinedTool, tool, toolAgent, toolSchema } from '@ashlar/tool-use';
import { type Bodies, body } from '../parts.ts';
import type { World } from '../world.ts';

const input = toolSchema<{ readonly n: number }>({
  type: 'object',
  properties: { n: { type: 'integer' } },
  required: ['n'],
});

interface Asked {
  readonly name: string;
  readonly input: { readonly n: number };
}

/** What a model asks for in its turns; behind the last it answers, or fails. */
type Turns = readonly (readonly Asked[])[];

/** Tool agents: with approvals, with effects that are undone, with results and histories that get too long. */
export function toolAgentBodies(world: World): Bodies {
  const make = (name: string, effect: EffectKind, needsApproval = false): DefinedTool =>
    tool({
      name,
      description: `The tool ${name}.`,
      input,
      effect,
      needsApproval,
      run: async (asked, { idempotencyKey }) => {
        const key = idempotencyKey.slice(1);
        return { asked, got: await world.happen({ name, effect, key, input: asked }) };
      },
      compensate: async ({ asked }, context) => {
        const key = context.idempotencyKey.slice(1);
        const row = { name: `undo ${name}`, effect: 'once' as const, key, input: asked };
        await context.step('undo', () => world.happen(row));
      },
    }) as DefinedTool;
  const tools = [
    make('look', 'read'),
    make('note', 'idempotent'),
    make('pay', 'once'),
    make('sign', 'once', true),
  ];

  const busy: Turns = [
    [call('look', 1), call('pay', 1), call('sign', 1), call('made_up', 1)],
    [call('sign', 2), call('note', 2), call('sign', 3)],
    [call('pay', 4)],
  ];
  const approving = body('tool-agent-with-approvals', (scope) => {
    const model = modelOf(world, busy);
    const limits = { concurrency: 2 };
    return scope.run(toolAgent({ name: 'clerk', model, tools, limits }), 'Buy it.');
  });

  const undoing = body('tool-agent-that-undoes', async (scope) => {
    const model = modelOf(world, busy, 'fails');
    const agent = toolAgent({ name: 'clerk', model, tools, compensate: 'on-failure' });
    try {
      return await scope.run(agent, 'Buy it.');
    } catch (error) {
      if (isAshlarError(error, 'model.failed')) return error.code;
      throw error;
    }
  });

  const long: Turns = [[call('look', 1)], [call('note', 2), call('pay', 2)], [call('look', 3)]];
  const shortening = body('tool-agent-that-shortens', (scope) => {
    const model = modelOf(world, long);
    const results = { archive: archiveOf(world), maxCharacters: 20 };
    const compaction = { compactor: compactorOf(world), aboveTokens: 150 };
    return scope.run(toolAgent({ name: 'clerk', model, tools, results, compaction }), 'Read it.');
  });

  return Object.fromEntries([approving, undoing, shortening].map((one) => [one.name, one]));
}

function call(name: string, n: number): Asked {
  return { name, input: { n } };
}

/** Counts its turns by the numbers of its calls, since turns may have been dropped; what it says is random. */
function modelOf(world: World, turns: Turns, end: 'answers' | 'fails' = 'answers'): ChatModel {
  const info = { features: ['tools' as const], maxOutputTokens: 8 };
  async function generate(request: ChatRequest, context?: CallContext): Promise<ChatResponse> {
    const key = JSON.stringify(request.messages);
    const reserved = await context?.meter.reserve({ model: 'm', info, inputBytes: key.length });
    const said = request.messages.findLast(({ role }) => role === 'assistant');
    const before = turns.findIndex((asked) =>
      said?.content.some(
        (part) =>
          part.type === 'tool-call' &&
          JSON.stringify(part.input) === JSON.stringify(asked[0]?.input) &&
          part.name === asked[0]?.name,
      ),
    );
    const nonce = await world.happen({ name: 'm', effect: 'idempotent', key, input: null });
    const asked = turns[before + 1] ?? [];
    if (asked.length === 0 && end === 'fails') {
      reserved?.fail('failed');
      const facts = { model: 'm', requestId: nonce };
      throw new AshlarError('model.failed', 'The model is gone.', { facts });
    }
    const inputTokens = Math.ceil(key.length / 4);
    const used = { model: 'm', outcome: 'served' as const, inputTokens, outputTokens: 3 };
    const calls = [reserved?.settle(used) ?? used];
    const parts = asked.map((one, n) => ({
      type: 'tool-call' as const,
      id: `${nonce}-${n}`,
      ...one,
    }));
    const stopReason = parts.length === 0 ? 'end' : 'tool-calls';
    return { message: assistant([nonce, ...parts]), stopReason, calls };
  }
  return {
    id: 'm',
    info,
    generate,
    async *stream(request, context) {
      yield { type: 'finish', response: await generate(request, context) };
    },
  };
}

/** Keeps what it is given in the reference itself, which outlives any process. */
function archiveOf(world: World): Archive {
  return {
    async put(_, content) {
      const key = JSON.stringify(content);
      const row = { name: 'archive', effect: 'idempotent' as const, key, input: null };
      return `${await world.happen(row)} ${key}`;
    },
    get: async (_, reference) => JSON.parse(reference.slice(reference.indexOf(' ') + 1)) as Json,
  };
}

function compactorOf(world: World): Compactor {
  return {
    async compact(messages) {
      const key = JSON.stringify(messages);
      const row = { name: 'compactor', effect: 'idempotent' as const, key, input: null };
      const reference = await world.happen(row);
      const dropped = Math.max(0, messages.length - 3);
      const kept = dropped === 0 ? messages : [messages[0], ...messages.slice(-2)];
      return { messages: kept as typeof messages, dropped, reference };
    },
  };
}
