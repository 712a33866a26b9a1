import type { Failure, ModelErrorCode } from './failure.ts';
import { validationFailure } from './validation-failure.ts';

/** What the service (or the SDK on its behalf) reported. */
export interface ServiceReport {
  /** Upper camel case, as in the service's model: `ThrottlingException`. */
  readonly exception: string;
  readonly message: string;
  readonly status: number | undefined;
  /** Of `ModelErrorException` and `ModelStreamErrorException`: what the model's own host answered. */
  readonly originalStatus: number | undefined;
}

/** The table of Bedrock's exceptions. What is not in it is judged by its status. */
export function serviceFailure(report: ServiceReport): Failure {
  const rule = Object.hasOwn(rules, report.exception) ? rules[report.exception] : undefined;
  return rule === undefined ? byStatus(report) : rule(report);
}

type Rule = (report: ServiceReport) => Failure;

const again =
  (code: ModelErrorCode, advice?: string): Rule =>
  () => ({ code, retryable: true, ...(advice !== undefined && { advice }) });

const never =
  (code: ModelErrorCode, advice?: string): Rule =>
  () => ({ code, retryable: false, ...(advice !== undefined && { advice }) });

const expired = never(
  'model.credentials',
  'Renew the credentials (for example with `aws sso login`) or the Bedrock API key.',
);

const rules: Readonly<Record<string, Rule>> = {
  ThrottlingException: throttled,
  TooManyRequestsException: throttled,
  ModelNotReadyException: again('model.unavailable', 'The model is still loading: try again.'),
  InternalServerException: again('model.failed'),
  ServiceUnavailableException: again('model.unavailable'),
  BadGatewayException: again('model.unavailable'),
  ModelTimeoutException: again(
    'model.timeout',
    'Ask for fewer output tokens, or use another model.',
  ),
  DependencyFailedException: again(
    'model.failed',
    'Something behind the knowledge base failed: check the resource that is named, its region and its permissions.',
  ),
  ModelErrorException: byOriginalStatus,
  ModelStreamErrorException: byOriginalStatus,
  ServiceQuotaExceededException: never(
    'model.quota',
    'Ask for a higher quota in Service Quotas, or use another model.',
  ),
  ConflictException: never('model.invalid-request'),
  AccessDeniedException: never(
    'model.denied',
    'Check that the account has access to the model and that the role allows bedrock:InvokeModel on it, in every region of its inference profile.',
  ),
  ResourceNotFoundException: never(
    'model.not-found',
    'Check the model id, and that the model is offered in this region and not at the end of its life.',
  ),
  ValidationException: (report) => validationFailure(report.message),
  UnrecognizedClientException: expired,
  InvalidSignatureException: expired,
  ExpiredTokenException: expired,
  IncompleteSignatureException: expired,
  MissingAuthenticationTokenException: expired,
};

function throttled({ message }: ServiceReport): Failure {
  if (/per day/i.test(message)) {
    return {
      code: 'model.quota',
      retryable: false,
      advice: 'The quota of a day is used up: use another model or region, or ask for more.',
    };
  }
  return { code: 'model.throttled', retryable: true };
}

// The host of the model refused (4xx), or it failed; without its status it may have been either.
function byOriginalStatus({ originalStatus }: ServiceReport): Failure {
  if (originalStatus === 429) return { code: 'model.throttled', retryable: true };
  const refused = originalStatus !== undefined && originalStatus >= 400 && originalStatus < 500;
  return { code: 'model.failed', retryable: !refused || originalStatus === 408 };
}

function byStatus({ exception, status, message }: ServiceReport): Failure {
  // Without a status it is a broken frame, an exception that is newer than this table, or a mistake in the code.
  if (status === undefined) {
    const mistake = exception === 'TypeError' || exception === 'ReferenceError';
    return { code: 'model.failed', retryable: !mistake };
  }
  if (status === 408) return { code: 'model.timeout', retryable: true };
  if (status === 429) return { code: 'model.throttled', retryable: true };
  if (status === 401) return { code: 'model.credentials', retryable: false };
  if (status === 403) return { code: 'model.denied', retryable: false };
  if (status === 404) return { code: 'model.not-found', retryable: false };
  if (status === 424) return { code: 'model.failed', retryable: true };
  if (status >= 500) return { code: 'model.unavailable', retryable: true };
  if (status >= 400) return validationFailure(message);
  return {
    code: 'model.failed',
    retryable: true,
    advice: 'The reply could not be read: something between here and Bedrock changed it.',
  };
}
