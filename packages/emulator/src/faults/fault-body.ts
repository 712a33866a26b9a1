import type { Fault } from './fault.ts';

/** The body of an error or exception that was planned. */
export function faultBody(fault: Extract<Fault, { kind: 'error' | 'exception' }>): {
  readonly message: string;
  readonly originalStatusCode?: number;
} {
  const { message = `The emulator was told to fail with ${fault.exception}.`, originalStatusCode } =
    fault;
  return { message, ...(originalStatusCode !== undefined && { originalStatusCode }) };
}
