import { type Operation, operations } from '../server/operation.ts';

/**
 * The event name and HTTP status of an exception inside a stream; what the operation's stream has no event for becomes the most
 * general one that it has. (Members of the stream unions of the published clients.)
 */
export function streamException(
  exception: string,
  operation: Operation = 'ConverseStream',
): readonly [name: string, status: number] {
  if (operations[operation].service === 'agent-runtime') {
    return ofKnowledge.get(exception) ?? ['internalServerException', 500];
  }
  const own = operation === 'InvokeModelWithResponseStream' ? ofInvoke : ofConverse;
  return own.get(exception) ?? ['modelStreamErrorException', 424];
}

type Events = ReadonlyMap<string, readonly [string, number]>;

const common: readonly (readonly [string, readonly [string, number]])[] = [
  ['InternalServerException', ['internalServerException', 500]],
  ['ValidationException', ['validationException', 400]],
  ['ThrottlingException', ['throttlingException', 429]],
];

const ofConverse: Events = new Map([
  ...common,
  ['ModelStreamErrorException', ['modelStreamErrorException', 424]],
  ['ServiceUnavailableException', ['serviceUnavailableException', 503]],
]);

const ofInvoke: Events = new Map([
  ...ofConverse,
  ['ModelTimeoutException', ['modelTimeoutException', 408]],
]);

const ofKnowledge: Events = new Map([
  ...common,
  ['ResourceNotFoundException', ['resourceNotFoundException', 404]],
  ['ServiceQuotaExceededException', ['serviceQuotaExceededException', 400]],
  ['AccessDeniedException', ['accessDeniedException', 403]],
  ['ConflictException', ['conflictException', 409]],
  ['DependencyFailedException', ['dependencyFailedException', 424]],
  ['BadGatewayException', ['badGatewayException', 502]],
]);
