import { setTimeout as sleep } from 'node:timers/promises';
import type {
  Agent,
  CallContext,
  ChatModel,
  ChatResponse,
  EffectKind,
  Json,
  Outcome,
  RunOptions,
  Schema,
  Tool,
  ToolContext,
} from '../../src/index.ts';
import { assistant, createRuntime, hmacSigner, pattern, type Scope } from '../../src/index.ts';

export const signer = hmacSigner('a secret of the tests');
export const runtime = createRuntime({ signer });

/** A pattern `test@1` without input. */
export function body<O>(run: (scope: Scope) => Promise<O>, version = '1'): Agent<undefined, O> {
  return pattern({ name: 'test', version }, (_input: undefined, scope: Scope) => run(scope));
}

/** Runs under the id `r` to its end. */
export function outcomeOf<O>(
  agent: Agent<undefined, O>,
  options: RunOptions = {},
): Promise<Outcome<O>> {
  return runtime.run(agent, undefined, { id: 'r', ...options }).outcome;
}

const anything: Schema<Json> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => ({ value: value as Json }),
    jsonSchema: { input: () => ({}) },
  },
};

export function tool<O>(
  name: string,
  effect: EffectKind,
  run: (input: Json, context: ToolContext) => Promise<O> | O,
): Tool<Json, O> {
  return {
    name,
    effect,
    description: name,
    input: anything,
    run: async (input, context) => run(input, context),
  };
}

/** A tool that counts its runs and returns the count. */
export function counted(name: string, effect: EffectKind = 'read', ms = 0) {
  const seen: Json[] = [];
  const made = tool(name, effect, async (input) => {
    seen.push(input);
    const count = seen.length;
    if (ms > 0) await sleep(ms);
    return `${name} ${JSON.stringify(input)} ${count}`;
  });
  return { tool: made, seen };
}

/** A model that meters each attempt and answers `answer 1`, `answer 2`, … */
export function countingModel(): { readonly model: ChatModel; readonly seen: string[] } {
  const seen: string[] = [];
  const model: ChatModel = {
    id: 'counting',
    info: { features: [], maxOutputTokens: 10 },
    async generate(_request, context) {
      const settle = await reserve(context);
      seen.push('attempt');
      return settle(`answer ${seen.length}`);
    },
    // biome-ignore lint/correctness/useYield: never streamed
    async *stream() {
      throw new Error('not streamed');
    },
  };
  return { model, seen };
}

async function reserve(context?: CallContext): Promise<(text: string) => ChatResponse> {
  const reserved = await context?.meter.reserve({
    model: 'counting',
    info: { maxOutputTokens: 10 },
    inputBytes: 10,
  });
  const call = { model: 'counting', outcome: 'served', inputTokens: 3, outputTokens: 2 } as const;
  return (text) => {
    const settled = reserved?.settle(call) ?? call;
    return { message: assistant(text), stopReason: 'end', calls: [settled] };
  };
}

/** A wrapper around `model` that does something of its own before or after. */
export function wrapped(
  model: ChatModel,
  generate: (inner: () => Promise<ChatResponse>, context: CallContext) => Promise<ChatResponse>,
): ChatModel {
  return {
    ...model,
    id: `wrapped ${model.id}`,
    kind: 'other',
    inner: [model],
    generate: (request, context) => {
      if (context === undefined) throw new Error('asked outside of a run');
      return generate(() => model.generate(request, context), context);
    },
  };
}
