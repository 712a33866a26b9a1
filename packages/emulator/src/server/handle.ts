import { randomUUID } from 'node:crypto';
import { type CallContext, detachedContext, type JsonObject } from '@ashlar/core';
import type { Engines } from '../engines.ts';
import { inService, ServiceError, toServiceError, validationError } from '../errors.ts';
import type { Fault } from '../faults/fault.ts';
import { faultyReply } from '../faults/faulty-reply.ts';
import { firstFault } from '../faults/first-fault.ts';
import type { AnswerOperation } from '../operations/call.ts';
import { parseJson } from '../parse-json.ts';
import type { OpenRecord, RequestLog } from '../request-log.ts';
import { isObject, objectAt, stringAt } from '../wire/read.ts';
import type { Exchange, Headers } from './exchange.ts';
import { type Operation, operationNames, operations } from './operation.ts';
import { parseBody } from './parse-body.ts';
import { readBody } from './read-body.ts';
import { plainReply, type Reply } from './reply.ts';
import { type Route, toRoute } from './route.ts';

export interface Service {
  readonly log: RequestLog;
  readonly fault: (route: Route | undefined, headers: Headers) => Fault | undefined;
  readonly engines: Engines;
  /** Refuses who may not ask. */
  readonly auth: (exchange: Exchange, body: Uint8Array) => void;
  /** Checks a body and returns what the published client does not know; answers it. */
  readonly check: (route: Route, body: JsonObject, headers: Headers) => readonly string[];
  readonly answers: Readonly<Record<Operation, AnswerOperation>>;
}

/** Serves one request: note it, play its fault, check it, let the operation answer. Never throws. */
export async function handle(exchange: Exchange, service: Service): Promise<void> {
  const started = performance.now();
  const [path = '/'] = exchange.target.split('?', 1);
  const route = toRoute(exchange.method, exchange.target);
  const requestId = randomUUID();
  const record = service.log.add({
    requestId,
    at: new Date().toISOString(),
    transport: exchange.transport,
    method: exchange.method,
    path,
    auth: toAuth(exchange),
    ...(route !== undefined && { operation: route.operation }),
    ...(route?.model !== undefined && { model: route.model }),
    ...(route?.resource !== undefined && { resource: route.resource }),
  });
  const plain = recordingReply(plainReply(exchange, requestId), record);
  let reply = plain;
  let failed: unknown;
  try {
    const fault = service.fault(route, exchange.headers);
    if (fault !== undefined) {
      record.fault = fault.kind;
      reply = faultyReply(plain, exchange, fault, route?.operation);
    }
    // An engine may ignore its signal: nobody waits for it once the client has left.
    await Promise.race([
      answer({ exchange, service, route, reply, record, fault }),
      over(exchange.signal),
    ]);
  } catch (error) {
    failed = error;
  }
  if (failed !== undefined && !exchange.signal.aborted) {
    const { service: name } =
      route === undefined ? { service: 'runtime' as const } : operations[route.operation];
    await reply.error(inService(toServiceError(failed), name));
  }
  record.end ??= exchange.signal.aborted && record.fault === undefined ? 'client-left' : 'fault';
  record.durationMs = Math.round((performance.now() - started) * 1000) / 1000;
}

function over(signal: AbortSignal): Promise<void> {
  return new Promise((settle) => {
    if (signal.aborted) settle();
    signal.addEventListener('abort', () => settle(), { once: true });
  });
}

interface Serving {
  readonly exchange: Exchange;
  readonly service: Service;
  readonly route: Route | undefined;
  readonly fault: Fault | undefined;
  readonly reply: Reply;
  readonly record: OpenRecord;
}

async function answer(serving: Serving): Promise<void> {
  const { exchange, service, route, fault, reply, record } = serving;
  const bytes = await readBody(exchange.body);
  if (bytes === undefined || !exchange.complete()) return exchange.leave();
  service.auth(exchange, bytes);
  const given = parseJson(bytes.toString('utf8'));
  if (isObject(given)) record.body = given;
  if (fault !== undefined && (await firstFault(fault, reply, exchange))) return;
  if (route === undefined) {
    throw new ServiceError('UnknownOperationException', 404, {
      message: `${exchange.method} ${record.path} is not served by the emulator: it has ${operationNames.join(', ')}.`,
    });
  }
  const { maxBodyBytes = Number.POSITIVE_INFINITY } = operations[route.operation];
  if (bytes.length > maxBodyBytes) {
    throw validationError(
      `1 validation error detected: Value at 'body' failed to satisfy constraint: Member must have length less than or equal to ${maxBodyBytes}`,
    );
  }
  const body = record.body ?? parseBody(bytes);
  const unknown = service.check(route, body, exchange.headers);
  if (unknown.length > 0) record.unknownMembers = unknown;
  await service.answers[route.operation]({
    operation: route.operation,
    model: route.model ?? '',
    labels: route.labels,
    headers: exchange.headers,
    url: `${exchange.secure ? 'https' : 'http'}://${exchange.headers[':authority'] ?? exchange.headers.host ?? '127.0.0.1'}`,
    body,
    reply,
    record,
    context: contextOf(exchange, body, reply.signal),
    engines: service.engines,
  });
}

/** The engine sees who asked as its own caller would tell it: request metadata are the attributes. */
function contextOf(exchange: Exchange, body: JsonObject, signal: AbortSignal): CallContext {
  const metadata = objectAt(body, 'requestMetadata') ?? metadataHeader(exchange) ?? {};
  const attributes = Object.fromEntries(
    Object.keys(metadata).map((key) => [key, stringAt(metadata, key) ?? '']),
  );
  return { ...detachedContext(signal), attributes };
}

/** InvokeModel has its metadata in a header: its body is the model's own. */
function metadataHeader(exchange: Exchange): JsonObject | undefined {
  const header = exchange.headers['x-amzn-bedrock-request-metadata'];
  // Most requests have none, and a text that is no JSON costs an error with its stack.
  const value = header === undefined ? undefined : parseJson(String(header));
  return isObject(value) ? value : undefined;
}

function toAuth(exchange: Exchange): OpenRecord['auth'] {
  const header = String(exchange.headers.authorization ?? '');
  if (header.startsWith('AWS4-HMAC-SHA256')) return 'sigv4';
  return header.startsWith('Bearer ') ? 'bearer' : 'none';
}

/** Notes in the record what is answered. */
function recordingReply(reply: Reply, record: OpenRecord): Reply {
  const note = (going: boolean): boolean => {
    record.end = going ? 'answered' : 'client-left';
    return going;
  };
  return {
    ...reply,
    body: async (value, headers) => {
      record.status = 200;
      return note(await reply.body(value, headers));
    },
    error: async (error) => {
      record.status = error.status;
      record.exception = error.exception;
      return note(await reply.error(error));
    },
    open: (headers) => {
      record.status = 200;
      return reply.open(headers);
    },
    close: async () => note(await reply.close()),
  };
}
