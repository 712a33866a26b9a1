import {
  assistant,
  type CallContext,
  type ChatModel,
  type ChatRequest,
  type ChatResponse,
  type EffectKind,
  type Hit,
  type Json,
  type Retriever,
  type Schema,
  type Scope,
  type Tool,
  type ToolCallPart,
  textOf,
  user,
} from '@ashlar/core';
import type { World } from './world.ts';

/** What a tool here returns: what it was asked, so that a result at the wrong place shows, and the nonce of its run. */
export interface Got {
  readonly asked: Json;
  readonly got: string;
}

/** What a pattern of the proof does; it becomes a pattern where it is run. */
export interface Body {
  readonly name: string;
  readonly run: (scope: Scope) => Promise<unknown>;
}

export type Bodies = Readonly<Record<string, Body>>;

export function body(name: string, run: Body['run']): Body {
  return { name, run };
}

const anything: Schema<Json> = {
  '~standard': {
    version: 1,
    vendor: 'crash',
    validate: (value) => ({ value: value as Json }),
    jsonSchema: { input: () => ({ type: 'object' }) },
  },
};

export interface ToolTraits {
  readonly effect?: EffectKind;
  /** Milliseconds that it takes at most, twice. */
  readonly slowness?: number;
  /** How often it fails after it had its effect, 0 to 1. */
  readonly failing?: number;
}

export function toolOf(
  world: World,
  name: string,
  { effect = 'read', slowness, failing = 0 }: ToolTraits = {},
): Tool<Json, Got> {
  return {
    name,
    description: name,
    input: anything,
    effect,
    async run(input, { idempotencyKey }) {
      // These runs have no principal, so nothing stands before the first slash; the rest is run and effect.
      const key = idempotencyKey.slice(1);
      const got = await world.happen({ name, effect, key, input }, slowness);
      if (Math.random() < failing) throw new Error(`${name} failed as ${got}`);
      return { asked: input, got };
    },
  };
}

/** A model that meters itself and answers with its nonce; while `calls` says so it asks for the tool `look` instead. */
export function modelOf(
  world: World,
  id: string,
  calls: (request: ChatRequest) => boolean = () => false,
): ChatModel {
  const info = { features: ['tools' as const], maxOutputTokens: 8 };
  async function generate(request: ChatRequest, context?: CallContext): Promise<ChatResponse> {
    const asked = JSON.stringify(request.messages);
    const reserved = await context?.meter.reserve({ model: id, info, inputBytes: asked.length });
    const row = { name: id, effect: 'idempotent' as const, key: asked, input: null };
    const nonce = await world.happen(row);
    const inputTokens = Math.ceil(asked.length / 4);
    const used = { model: id, outcome: 'served' as const, inputTokens, outputTokens: 3 };
    const call = reserved?.settle(used) ?? used;
    if (!calls(request)) return { message: assistant(nonce), stopReason: 'end', calls: [call] };
    const part: ToolCallPart = { type: 'tool-call', id: nonce, name: 'look', input: { nonce } };
    return { message: assistant(part), stopReason: 'tool-calls', calls: [call] };
  }
  return {
    id,
    info,
    generate,
    async *stream(request, context) {
      yield { type: 'finish', response: await generate(request, context) };
    },
  };
}

/** Asks `model` one thing and returns its words. */
export async function say(scope: Scope, model: ChatModel, text: string): Promise<string> {
  return textOf((await scope.generate(model, { messages: [user(text)] })).message);
}

/** A retriever whose hits tie and come in another order each time. */
export function reorderingRetriever(world: World): Retriever {
  const name = 'ties';
  return {
    name,
    description: 'Hits of one score in random order.',
    async retrieve({ text }) {
      const got = await world.happen({ name, effect: 'read', key: text, input: text });
      const hit = (id: string): Hit => ({
        id,
        text: `${id} ${got}`,
        score: 1,
        source: 'crash',
        label: { origin: 'retrieval' },
      });
      return ['a', 'b', 'c', 'd'].map(hit).sort(() => Math.random() - 0.5);
    },
  };
}
