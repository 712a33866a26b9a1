import { ServiceError, toServiceError } from '../errors.ts';
import type { Exchange } from '../server/exchange.ts';
import { listen } from '../server/listen.ts';
import { readBody } from '../server/read-body.ts';
import { plainReply } from '../server/reply.ts';
import { type Cassette, keyOf, openCassette, type Recording } from './cassette.ts';
import { forward, type SigningCredentials } from './forward.ts';
import { type Redact, redactBytes, redaction } from './redact.ts';

export interface RecordingProxyOptions {
  /** File of the recordings, one JSON object a line; it is made when it does not exist. */
  readonly cassette: string;
  /**
   * `record` asks the upstream every time and appends, `replay` never asks it, `extend` asks it for what is not recorded yet.
   *
   * @default 'replay'
   */
  readonly mode?: 'record' | 'replay' | 'extend';
  /** Where requests go, for example `https://bedrock-runtime.eu-central-1.amazonaws.com`. Needed to record. */
  readonly upstream?: string;
  /** Signs for the upstream, where clients do not send a bearer key. @default requests go on as they are signed */
  readonly sign?: SigningCredentials;
  /** What to take out of texts of requests and answers besides account numbers and keys. Keep it deterministic: it decides what matches. */
  readonly redact?: Redact;
  /** Loopback port. @default 0: any that is free */
  readonly port?: number;
}

export interface RecordingProxy {
  readonly url: string;
  readonly port: number;
  /** Ends every connection. Rejects when a recording could not be written; its client saw a broken connection. */
  close(): Promise<void>;
}

/** Headers of an answer that clients look at; request ids, dates and cookies stay out. */
const keptHeaders = ['content-type', 'x-amzn-errortype', 'retry-after'];
const keptPrefix = 'x-amzn-bedrock-';

/**
 * A proxy between a client and a Bedrock that records what the service really answers, redacted, and plays it again without it:
 * byte for byte, errors and streams that broke off included, without the time that it took.
 *
 * @throws Error when there is no upstream to record from, or the cassette cannot be read
 */
export async function recordingProxy(options: RecordingProxyOptions): Promise<RecordingProxy> {
  const { mode = 'replay', upstream, cassette: file } = options;
  if (mode !== 'replay' && upstream === undefined) {
    throw new Error(`The mode ${mode} needs an upstream to record from. Name one, or replay.`);
  }
  const cassette = await openCassette(file, mode !== 'replay');
  const redact = redaction(options.redact);
  const { port, close } = await listen({ port: options.port ?? 0 }, (exchange) => {
    void serve(exchange, cassette, redact, options).catch(async (error: unknown) => {
      if (!exchange.signal.aborted)
        await plainReply(exchange, 'proxy').error(toServiceError(error));
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      await close();
      await cassette.written();
    },
  };
}

async function serve(
  exchange: Exchange,
  cassette: Cassette,
  redact: Redact,
  { mode = 'replay', upstream = '', sign }: RecordingProxyOptions,
): Promise<void> {
  const body = await readBody(exchange.body);
  if (body === undefined || !exchange.complete()) return;
  const request = redact(body.toString('utf8'));
  const path = redact(decoded(exchange.target));
  const { method } = exchange;
  const key = keyOf(method, path, request);
  const known = mode === 'record' ? undefined : cassette.next(key);
  if (known !== undefined) return play(exchange, known);
  if (mode === 'replay') {
    throw new ServiceError('UnrecordedRequestException', 404, {
      message: `The cassette has no recording of ${method} ${path} with this body. Record it with mode extend.`,
    });
  }
  const answer = await forward(exchange, body, upstream, sign).catch((error: unknown) => {
    throw new ServiceError('BadGatewayException', 502, {
      message: `The upstream ${upstream} does not answer: ${String((error as Error).cause ?? error)}`,
    });
  });
  const { bytes, complete } = await relay(exchange, answer);
  const headers = headersOf(answer);
  const redacted = redactBytes(bytes, headers['content-type'] ?? '', redact).toString('base64');
  const recording = {
    key,
    method,
    path,
    request,
    status: answer.status,
    headers,
    body: redacted,
    complete,
  };
  // An answer that could not be kept must not look as if it were.
  const kept = await cassette.append(recording).then(
    () => true,
    () => false,
  );
  if (complete && kept) exchange.end();
  else exchange.reset();
}

/** With its colons and slashes plain, so that account numbers in ARNs are found; as it came where it is no URL. */
function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}

/** Passes an answer on as it comes and keeps it. */
async function relay(
  exchange: Exchange,
  answer: Response,
): Promise<{ readonly bytes: Buffer; readonly complete: boolean }> {
  exchange.head(answer.status, headersOf(answer));
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of answer.body ?? []) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      await exchange.write(bytes);
    }
    return { bytes: Buffer.concat(chunks), complete: true };
  } catch {
    return { bytes: Buffer.concat(chunks), complete: false };
  }
}

async function play(
  exchange: Exchange,
  { status, headers, body, complete }: Recording,
): Promise<void> {
  exchange.head(status, headers);
  await exchange.write(Buffer.from(body, 'base64'));
  if (complete) return exchange.end();
  // What was sent has to arrive before the connection breaks.
  setTimeout(() => exchange.reset(), 20);
}

function headersOf(answer: Response): Record<string, string> {
  const kept = [...answer.headers].filter(
    ([name]) => keptHeaders.includes(name) || name.startsWith(keptPrefix),
  );
  return Object.fromEntries(kept);
}
