import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError } from '../errors.ts';
import type { Exchange } from '../server/exchange.ts';
import type { Operation } from '../server/operation.ts';
import type { Reply } from '../server/reply.ts';
import { exceptionFrame } from '../wire/frame.ts';
import { streamException } from '../wire/stream-exception.ts';
import type { Fault } from './fault.ts';
import { faultBody } from './fault-body.ts';

/** Time for a client to read what was sent before its connection is reset. */
const resetDelayMs = 20;

/** A reply that plays `fault` at its place and goes on as an ordinary one before it. */
export function faultyReply(
  reply: Reply,
  exchange: Exchange,
  fault: Fault,
  operation?: Operation,
): Reply {
  // Errors have no "inside": they were played before anything was asked.
  if (fault.kind === 'error') return reply;
  return fault.kind === 'slow'
    ? slow(reply, fault.firstByteMs)
    : midway(reply, exchange, fault, operation);
}

function slow(reply: Reply, firstByteMs: number): Reply {
  const wait = async (): Promise<void> => {
    await delay(firstByteMs, undefined, { signal: reply.signal }).catch(() => {});
  };
  return {
    ...reply,
    body: (...given) => wait().then(() => reply.body(...given)),
    open: (headers) => wait().then(() => reply.open(headers)),
  };
}

type MidwayFault = Exclude<Fault, { kind: 'error' | 'slow' }>;

function midway(
  reply: Reply,
  exchange: Exchange,
  fault: MidwayFault,
  operation: Operation | undefined,
): Reply {
  const strike = (next: Buffer) => play(exchange, fault, next, operation);
  const { afterEvents = 0 } = fault;
  let events = 0;
  return {
    ...reply,
    body: async (value) => {
      if (fault.kind === 'exception') {
        const [, status] = streamException(fault.exception, operation);
        await reply.error(new ServiceError(fault.exception, status, faultBody(fault)));
        return false;
      }
      const bytes = Buffer.from(JSON.stringify(value));
      const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
      const length = fault.kind === 'malformed' ? half.length : bytes.length;
      exchange.head(200, {
        'content-type': 'application/json',
        // A clean end says no length: the cut shows only in the JSON.
        ...(fault.kind !== 'end' && { 'content-length': String(length) }),
      });
      await exchange.write(half);
      await strike(Buffer.alloc(0));
      return false;
    },
    frame: async (frame) => {
      if (events === afterEvents) {
        events += 1;
        if (!(await strike(frame))) return false;
        return true;
      }
      events += 1;
      return reply.frame(frame);
    },
  };
}

/** Plays the fault; says whether the stream goes on after it. */
async function play(
  exchange: Exchange,
  fault: MidwayFault,
  next: Buffer,
  operation: Operation | undefined,
): Promise<boolean> {
  switch (fault.kind) {
    case 'stall':
      await new Promise<void>((settle) => {
        if (exchange.signal.aborted) settle();
        exchange.signal.addEventListener('abort', () => settle(), { once: true });
      });
      return false;
    case 'reset':
      await delay(resetDelayMs);
      exchange.reset();
      return false;
    case 'end':
      exchange.end();
      return false;
    case 'exception': {
      const [name] = streamException(fault.exception, operation);
      await exchange.write(exceptionFrame(name, faultBody(fault)));
      exchange.end();
      return false;
    }
    case 'malformed': {
      const broken = Buffer.from(next);
      if (broken.length > 0)
        broken.writeUInt8(broken.readUInt8(broken.length - 1) ^ 0xff, broken.length - 1);
      await exchange.write(broken);
      if (broken.length === 0) exchange.end();
      return broken.length > 0;
    }
  }
}
