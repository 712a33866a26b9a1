import { ServiceError } from '../errors.ts';
import type { Exchange } from '../server/exchange.ts';
import type { Reply } from '../server/reply.ts';
import type { Fault } from './fault.ts';
import { faultBody } from './fault-body.ts';

/** Plays a fault that takes the place of the whole answer, and says whether it was one. */
export async function firstFault(fault: Fault, reply: Reply, exchange: Exchange): Promise<boolean> {
  if (fault.kind === 'reset' && fault.afterEvents === undefined) {
    exchange.reset();
    return true;
  }
  if (fault.kind !== 'error') return false;
  const { exception, status, retryAfterSeconds } = fault;
  await reply.error(new ServiceError(exception, status, faultBody(fault), retryAfterSeconds));
  return true;
}
