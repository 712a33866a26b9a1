import {
  AshlarError,
  type CallContext,
  type ChatEvent,
  type ChatRequest,
  type ChatResponse,
  type LinkedAbort,
  linkAbort,
} from '@ashlar/core';
import { unlessAborted } from '../abort/unless-aborted.ts';
import { translateError } from '../failure/translate-error.ts';
import { beginAttempt } from '../metering/attempt.ts';
import { finishReason, fromMetadata, toStopReason } from './ending.ts';
import { type PreparedCall, prepareCall } from './prepare.ts';
import { servedOf } from './served.ts';
import type { ChatSettings } from './settings.ts';
import { assembleStream, type StreamAssembly } from './stream-assembly.ts';

/** One streamed answer in one attempt. Leaving it early aborts its request at once, also while the next event is awaited. */
export function stream(
  settings: ChatSettings,
  request: ChatRequest,
  context: CallContext,
): AsyncIterable<ChatEvent> {
  return {
    [Symbol.asyncIterator]() {
      const link = linkAbort(context.signal);
      const events = attempt(settings, request, context, link);
      return {
        next: () => events.next(),
        return: (value) => {
          // A generator would queue the return behind the event that it is waiting for.
          link.abort();
          link.release();
          return events.return(value);
        },
      };
    },
  };
}

async function* attempt(
  settings: ChatSettings,
  request: ChatRequest,
  context: CallContext,
  link: LinkedAbort,
): AsyncGenerator<ChatEvent, undefined> {
  const { id, dialect } = settings;
  const { signal } = link;
  let midStream = false;
  try {
    const prepared = await prepareCall(settings, request, context);
    const books = await beginAttempt(context, prepared.estimate, signal);
    let sent = false;
    let complete = false;
    try {
      const model = prepared.open(books.maxTokens);
      sent = true;
      const opening = model.stream(prepared.messages, prepared.options(signal));
      const assembly = assembleStream(dialect);
      for await (const chunk of unlessLeft(opening, signal, id)) {
        for (const event of assembly.add(chunk)) {
          midStream = true;
          yield event;
        }
      }
      const reason = finishReason(assembly.metadata);
      if (reason === undefined && settings.requireFinishReason) throw truncated(id, midStream);
      for (const event of assembly.rest()) yield event;
      const response = respond(settings, prepared, assembly, reason, books.served);
      complete = true;
      yield { type: 'finish', response };
    } catch (thrown) {
      if (complete) throw thrown;
      if (!sent) books.release();
      const failure = translateError(thrown, { name: id, signal, midStream });
      books.failed(failure);
      throw failure.error;
    } finally {
      books.leave();
      // Nothing of LangChain's may go on after the last event that somebody looks at.
      if (!complete) link.abort();
    }
  } finally {
    link.release();
  }
}

function respond(
  settings: ChatSettings,
  prepared: PreparedCall,
  assembly: StreamAssembly,
  reason: string | undefined,
  book: (served: ReturnType<typeof servedOf>) => ChatResponse['calls'][number],
): ChatResponse {
  const { metadata, usage } = assembly;
  const message = assembly.message();
  const asks = message.content.some(({ type }) => type === 'tool-call');
  return {
    message,
    stopReason: toStopReason(reason, asks),
    calls: [book(servedOf(settings, prepared, message, usage, metadata))],
    vendor: fromMetadata(metadata),
  };
}

/** The chunks of a stream, until it ends or `signal` aborts; not all of LangChain's streams listen to it. */
async function* unlessLeft<T>(
  opening: Promise<AsyncIterable<T>>,
  signal: AbortSignal,
  id: string,
): AsyncGenerator<T, undefined> {
  // Aborted while it opens, it must be left as soon as it is open.
  opening.then(
    (late) => signal.aborted && leave(late[Symbol.asyncIterator]()),
    () => {},
  );
  const chunks = (await unlessAborted(opening, signal, id))[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await unlessAborted(chunks.next(), signal, id);
      if (done === true) {
        ended = true;
        return;
      }
      yield value;
    }
  } finally {
    if (!ended) leave(chunks);
  }
}

// It may wait for a chunk that never comes, so nobody waits for it.
function leave(chunks: AsyncIterator<unknown>): void {
  chunks.return?.().then(undefined, () => {});
}

function truncated(model: string, midStream: boolean): AshlarError {
  return new AshlarError(
    'model.truncated',
    `The stream of ${model} ended without a finish reason, so it may be cut. If this integration never gives one, pass { requireFinishReason: false }.`,
    { facts: { model, ...(midStream && { midStream }) }, retryable: true },
  );
}
