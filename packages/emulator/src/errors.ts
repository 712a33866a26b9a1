import { isAshlarError, type JsonObject, type ModelFacts } from '@ashlar/core';
import type { OperationSpec } from './server/operation.ts';

/** Facts of an error beside its message, as members of its body. */
interface ServiceErrorBody {
  readonly message: string;
  readonly originalStatusCode?: number;
  readonly originalMessage?: string;
  readonly resourceName?: string;
}

/** An answer of the service that is an error: name, HTTP status, body and headers. */
export class ServiceError extends Error {
  readonly exception: string;
  readonly status: number;
  readonly body: JsonObject;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    exception: string,
    status: number,
    body: ServiceErrorBody,
    retryAfterSeconds?: number,
  ) {
    super(body.message);
    this.name = 'ServiceError';
    this.exception = exception;
    this.status = status;
    this.body = { ...body };
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationException', 400, { message });
}

/** What the service would say for a failure of the engine: core's codes in the service's names. */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (!isAshlarError(error)) {
    return new ServiceError('InternalServerException', 500, {
      message: `The emulator's engine failed: ${message}`,
    });
  }
  const [exception, status] = exceptions[error.code] ?? ['InternalServerException', 500];
  const facts = error.facts as Partial<ModelFacts>;
  const retryAfter =
    facts.retryAfterMs === undefined ? undefined : Math.ceil(facts.retryAfterMs / 1000);
  const original =
    status === 424 && facts.status !== undefined ? { originalStatusCode: facts.status } : {};
  return new ServiceError(exception, status, { message, ...original }, retryAfter);
}

const exceptions: Readonly<Partial<Record<string, readonly [string, number]>>> = {
  'model.throttled': ['ThrottlingException', 429],
  'model.unavailable': ['ServiceUnavailableException', 503],
  'model.network': ['ServiceUnavailableException', 503],
  'model.timeout': ['ModelTimeoutException', 408],
  'model.failed': ['ModelErrorException', 424],
  'model.refused': ['ModelErrorException', 424],
  'model.truncated': ['ModelStreamErrorException', 424],
  'model.denied': ['AccessDeniedException', 403],
  'model.credentials': ['AccessDeniedException', 403],
  'model.not-found': ['ResourceNotFoundException', 404],
  'model.quota': ['ServiceQuotaExceededException', 400],
  'model.invalid-request': ['ValidationException', 400],
  'model.unsupported': ['ValidationException', 400],
  'model.context-overflow': ['ValidationException', 400],
  'access.missing': ['AccessDeniedException', 403],
  'input.invalid': ['ValidationException', 400],
  'history.invalid': ['ValidationException', 400],
};

/**
 * An error in the names of the service that answers: bedrock-agent-runtime has none for a model that fails, it calls what it
 * depends on by other names (errors of its operations in the service model).
 */
export function inService(error: ServiceError, service: OperationSpec['service']): ServiceError {
  const own = service === 'agent-runtime' ? ofDependencies[error.exception] : undefined;
  if (own === undefined) return error;
  const [exception, status] = own;
  return new ServiceError(exception, status, { message: error.message }, error.retryAfterSeconds);
}

const ofDependencies: Readonly<Partial<Record<string, readonly [string, number]>>> = {
  ModelErrorException: ['DependencyFailedException', 424],
  ModelStreamErrorException: ['DependencyFailedException', 424],
  ModelTimeoutException: ['DependencyFailedException', 424],
  ServiceUnavailableException: ['BadGatewayException', 502],
};
