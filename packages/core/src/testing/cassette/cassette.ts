import type { ChatEvent, ChatModel, ChatRequest, ChatResponse } from '../../chat.ts';
import type { CallContext } from '../../context.ts';
import { detachedContext } from '../../detached-context.ts';
import { AshlarError, isAshlarError, toErrorRecord } from '../../errors.ts';
import { toJson } from '../../json/to-json.ts';
import { describeNearest } from './nearest.ts';
import { replayEntry } from './replay.ts';
import { type Redact, redactJson, requestKey, storable } from './request-key.ts';
import { fileTape, type TapeEntry } from './tape.ts';

/** `record`: ask the model and write down what it says. `replay`: never ask it. `off`: as if the cassette were not there. */
export type CassetteMode = 'record' | 'replay' | 'off';

export interface CassetteOptions {
  /** The JSON file. When recording it is written anew, so give every test a file of its own. */
  readonly file: string;
  /** @default the environment's `ASHLAR_CASSETTE`, else `replay` */
  readonly mode?: CassetteMode;
  /** Changes every text before it is written and before a request is looked up. @default nothing */
  readonly redact?: Redact;
}

/**
 * Records what models say and gives it back without them. Calls are found by model and request, without metadata; the same call
 * made again gets the next recording of it, and the last one when there are no more. A miss says which recording comes nearest.
 *
 * Runs that were aborted are not recorded. It does not redact what the caller gets while recording, only what is written.
 *
 * @example
 * const tape = cassette({ file: 'test/cassettes/summarise.json' });
 * const model = tape(chatModel('eu.anthropic.claude-sonnet-4-5', { connection: aws }));
 */
export function cassette(options: CassetteOptions): (model: ChatModel) => ChatModel {
  const { file, redact = (text) => text } = options;
  const mode = options.mode ?? modeOf(process.env.ASHLAR_CASSETTE);
  const tape = fileTape(file);
  const recorded: TapeEntry[] = [];
  const used = new Map<string, number>();
  let loaded: Promise<readonly TapeEntry[]> | undefined;

  async function record(
    model: ChatModel,
    asked: ChatRequest,
    result: Pick<TapeEntry, 'events' | 'error'>,
  ): Promise<void> {
    const request = storable(asked, redact);
    const key = requestKey(model.id, request);
    const said = redactJson(toJson(result, 'The recording'), redact);
    recorded.push({
      model: model.id,
      key,
      request,
      ...(said as Pick<TapeEntry, 'events' | 'error'>),
    });
    await tape.write(recorded);
  }

  async function* recording(
    model: ChatModel,
    request: ChatRequest,
    start: () => AsyncIterable<ChatEvent>,
  ): AsyncGenerator<ChatEvent, void> {
    const events: ChatEvent[] = [];
    try {
      for await (const event of start()) {
        events.push(event);
        // The recording is on disk before the caller knows that it is done.
        if (event.type === 'finish') await record(model, request, { events });
        yield event;
      }
    } catch (error) {
      if (!isAshlarError(error, 'run.stopped')) {
        await record(model, request, { events, error: toErrorRecord(error) });
      }
      throw error;
    }
  }

  async function* replaying(
    model: ChatModel,
    asked: ChatRequest,
    context: CallContext,
  ): AsyncGenerator<ChatEvent, void> {
    loaded ??= tape.read();
    const entries = await loaded;
    const request = storable(asked, redact);
    const key = requestKey(model.id, request);
    const same = entries.filter((entry) => entry.key === key);
    const time = used.get(key) ?? 0;
    used.set(key, time + 1);
    const entry = same[Math.min(time, same.length - 1)];
    if (entry === undefined) throw missing(file, model.id, describeNearest(request, entries));
    yield* replayEntry(entry, model, asked, context);
  }

  return (inner) => {
    if (mode === 'off') return inner;
    const play = (
      request: ChatRequest,
      given: CallContext | undefined,
      whole: boolean,
    ): AsyncIterable<ChatEvent> => {
      if (mode === 'replay') return replaying(inner, request, given ?? detachedContext());
      const start = () => (whole ? wholeOf(inner, request, given) : inner.stream(request, given));
      return recording(inner, request, start);
    };
    return {
      id: inner.id,
      info: inner.info,
      kind: 'record',
      inner: [inner],
      generate: (request, context) => finishOf(play(request, context, true), inner.id),
      stream: (request, context) => play(request, context, false),
    };
  };
}

async function* wholeOf(
  model: ChatModel,
  request: ChatRequest,
  context: CallContext | undefined,
): AsyncGenerator<ChatEvent, void> {
  yield { type: 'finish', response: await model.generate(request, context) };
}

async function finishOf(events: AsyncIterable<ChatEvent>, model: string): Promise<ChatResponse> {
  for await (const event of events) if (event.type === 'finish') return event.response;
  throw new AshlarError('model.truncated', `The recorded stream of ${model} has no finish.`, {
    facts: { model, midStream: true },
  });
}

function modeOf(text: string | undefined): CassetteMode {
  if (text === undefined || text === '') return 'replay';
  if (text === 'record' || text === 'replay' || text === 'off') return text;
  throw new RangeError(`ASHLAR_CASSETTE should be record, replay or off, not ${text}.`);
}

function missing(file: string, model: string, nearest: string): AshlarError {
  return new AshlarError(
    'model.not-found',
    `${file} has no recording of this call of ${model}. ${nearest}\nRecord it with ASHLAR_CASSETTE=record.`,
    { facts: { model } },
  );
}
