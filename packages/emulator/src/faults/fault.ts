import type { Operation } from '../server/operation.ts';

/** Something that goes wrong. Of a unary answer, "inside" means after half of its bytes. */
export type Fault =
  | {
      /** An error instead of an answer, before anything is asked of the engine. */
      readonly kind: 'error';
      readonly status: number;
      readonly exception: string;
      readonly message?: string;
      readonly retryAfterSeconds?: number;
      readonly originalStatusCode?: number;
    }
  /** Nothing is said for a while, then the ordinary answer. */
  | { readonly kind: 'slow'; readonly firstByteMs: number }
  /** The answer stops after this many events and the connection stays open until the client leaves. */
  | { readonly kind: 'stall'; readonly afterEvents: number }
  /** TCP reset: before the answer, or after this many events of it. */
  | { readonly kind: 'reset'; readonly afterEvents?: number }
  /** A clean end after this many events, without messageStop and metadata. */
  | { readonly kind: 'end'; readonly afterEvents: number }
  /** An exception inside the stream after this many events; of a unary operation, an error with that name. */
  | {
      readonly kind: 'exception';
      readonly afterEvents: number;
      readonly exception: StreamException;
      readonly message?: string;
      readonly originalStatusCode?: number;
    }
  /** A frame with a wrong checksum after this many events, then the rest. */
  | { readonly kind: 'malformed'; readonly afterEvents: number };

/** Exceptions that a stream knows as events: of both services, then of the runtime, then of knowledge bases alone. */
export const streamExceptions = [
  'InternalServerException',
  'ValidationException',
  'ThrottlingException',
  'ModelStreamErrorException',
  'ServiceUnavailableException',
  'ModelTimeoutException',
  'AccessDeniedException',
  'BadGatewayException',
  'ConflictException',
  'DependencyFailedException',
  'ResourceNotFoundException',
  'ServiceQuotaExceededException',
] as const;
export type StreamException = (typeof streamExceptions)[number];

export interface FaultRule {
  /** Which of the requests that fit the rest of this rule, from 1. @default every one */
  readonly request?: number | readonly number[];
  /** Model id that a client asks for. @default any */
  readonly model?: string;
  /** Guardrail or knowledge base that a client asks for. @default any */
  readonly resource?: string;
  /** @default any */
  readonly operation?: Operation;
  /** How often it is played at most. @default as often as it fits */
  readonly times?: number;
  readonly fault: Fault;
}

/** `ThrottlingException`, 429. */
export function throttle(options: { readonly retryAfterSeconds?: number } = {}): Fault {
  return {
    kind: 'error',
    status: 429,
    exception: 'ThrottlingException',
    message: 'Too many requests, please wait before trying again.',
    ...options,
  };
}

/** The error that the service answers with this HTTP status; a status without a published name is `InternalServerException`. */
export function failWith(status: number, message?: string): Fault {
  const exception = names.get(status) ?? 'InternalServerException';
  return { kind: 'error', status, exception, ...(message !== undefined && { message }) };
}

const names: ReadonlyMap<number, string> = new Map([
  [400, 'ValidationException'],
  [403, 'AccessDeniedException'],
  [404, 'ResourceNotFoundException'],
  [408, 'ModelTimeoutException'],
  [424, 'ModelErrorException'],
  [429, 'ThrottlingException'],
  [500, 'InternalServerException'],
  [503, 'ServiceUnavailableException'],
]);
