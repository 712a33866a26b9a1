import type { ChatEvent, ChatModel, ChatRequest, ChatResponse, ModelInfo } from '../../chat.ts';
import { type Clock, systemClock } from '../../clock.ts';
import type { CallContext, Estimate } from '../../context.ts';
import { detachedContext } from '../../detached-context.ts';
import { AshlarError } from '../../errors.ts';
import { describeRequest } from './describe-request.ts';
import { errorOf } from './failure.ts';
import { frozenCopy } from './frozen-copy.ts';
import { leavable } from './leavable.ts';
import { type Player, play } from './play.ts';
import { byWords, type Chunks } from './reply-parts.ts';
import type { Script, ScriptedReply } from './script.ts';
import type { ScriptedCallRecord } from './scripted-call.ts';
import { inputBytesOf } from './scripted-usage.ts';

export interface ScriptedModelOptions {
  /** @default 'scripted' */
  readonly id?: string;
  /** Replaces fields of the default info; a field that is `undefined` is taken out, for example the price. */
  readonly info?: { readonly [K in keyof ModelInfo]?: ModelInfo[K] | undefined };
  /** For delays. @default the machine's */
  readonly clock?: Clock;
  /** How streams cut text. @default a word at a time */
  readonly chunks?: Chunks;
  /** Milliseconds before every event of a stream. @default 0 */
  readonly paceMs?: number;
  /** What the provider counts as input: 1.3 is 30 % above what a budget without experience reserves. @default 0.25 */
  readonly tokensPerByte?: number;
  /** Offers `countTokens`, as some adapters do. @default false */
  readonly countsTokens?: boolean;
}

export interface ScriptedModel extends ChatModel {
  /** Every call that was sent, in order: those that a budget refused are not among them. */
  readonly calls: readonly ScriptedCallRecord[];
  /** Throws when steps were not used, or when a call came that the script does not have. */
  assertDone(): void;
}

/**
 * A model whose replies are written down. It meters and settles on an abort as a real adapter does.
 *
 * A call that the script does not have is an error that shows the request; a pattern may swallow it, {@link assertDone} does not.
 * Outside of a run it works without a context. What it does not do: cut its text at `maxTokens`.
 *
 * @example
 * const model = scriptedModel([
 *   { calls: [{ name: 'search', input: { query: 'ashlar' } }] },
 *   'Stone that fits without mortar.',
 * ]);
 * afterEach(() => model.assertDone());
 */
export function scriptedModel(script: Script, options: ScriptedModelOptions = {}): ScriptedModel {
  const { id = 'scripted', tokensPerByte = 0.25, countsTokens = false } = options;
  const info = infoOf(options.info ?? {});
  const calls: ScriptedCallRecord[] = [];
  const unexpected: string[] = [];
  let toolCalls = 0;

  const tokensOf = (bytes: number): number => Math.max(1, Math.ceil(bytes * tokensPerByte));
  const player: Player = {
    clock: options.clock ?? systemClock,
    chunks: options.chunks ?? byWords,
    paceMs: options.paceMs ?? 0,
    nextId: () => `call-${++toolCalls}`,
    inputTokens: ({ inputBytes }) => tokensOf(inputBytes),
  };

  function take(
    request: ChatRequest,
    via: ScriptedCallRecord['via'],
    context: CallContext,
  ): ScriptedReply {
    const number = calls.length;
    const { attributes } = context;
    calls.push(frozenCopy({ request, via, attributes }));
    const step = typeof script === 'function' ? script(request, number) : script[number];
    if (step !== undefined) return typeof step === 'string' ? { text: step } : step;
    const what = `Call ${number + 1} of ${id} is not in the script: ${describeRequest(request)}`;
    unexpected.push(what);
    throw new AshlarError('scope.misuse', what, { facts: { what: 'scriptedModel' } });
  }

  function estimateOf(request: ChatRequest): Estimate {
    const inputBytes = inputBytesOf(request);
    const { maxTokens } = request;
    return {
      model: id,
      info,
      inputBytes,
      ...(maxTokens === undefined ? {} : { maxTokens }),
      ...(countsTokens ? { countTokens: async () => tokensOf(inputBytes) } : {}),
    };
  }

  function begin(
    request: ChatRequest,
    via: ScriptedCallRecord['via'],
    context: CallContext,
  ): AsyncIterable<ChatEvent> {
    let reply: ScriptedReply | undefined;
    const next = (): ScriptedReply => {
      reply = take(request, via, context);
      return reply;
    };
    const start = (signal: AbortSignal) =>
      play(player, { take: next, request, estimate: estimateOf(request), context, signal });
    return leavable(context.signal, start, () => reply?.fails === 'hang');
  }

  return {
    id,
    info,
    calls,
    async generate(request, context = detachedContext()): Promise<ChatResponse> {
      let delivered = false;
      for await (const event of begin(request, 'generate', context)) {
        if (event.type === 'finish') return event.response;
        delivered = true;
      }
      throw errorOf('end', id, delivered);
    },
    stream: (request, context = detachedContext()) => ({
      [Symbol.asyncIterator]: () => begin(request, 'stream', context)[Symbol.asyncIterator](),
    }),
    ...(countsTokens && {
      countTokens: async (request: ChatRequest) => tokensOf(inputBytesOf(request)),
    }),
    assertDone() {
      const left = typeof script === 'function' ? 0 : Math.max(0, script.length - calls.length);
      const complaints = [...unexpected];
      if (left > 0) {
        complaints.push(
          `${left} of ${script.length} steps of ${id} were not used: it was called ${calls.length} times.`,
        );
      }
      if (complaints.length > 0) throw new Error(complaints.join('\n'));
    },
  };
}

const DEFAULT_INFO: ModelInfo = {
  features: [
    'tools',
    'tool-choice',
    'structured-output',
    'streaming',
    'system',
    'images',
    'documents',
    'citations',
    'reasoning',
    'cache-points',
  ],
  contextWindow: 200_000,
  maxOutputTokens: 4096,
  price: { inputUsd: 1, outputUsd: 5, asOf: '2026-01-01', source: 'scripted' },
};

function infoOf(changes: NonNullable<ScriptedModelOptions['info']>): ModelInfo {
  const entries = Object.entries({ ...DEFAULT_INFO, ...changes });
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined),
  ) as unknown as ModelInfo;
}
