/**
 * The event name and HTTP status of an exception inside ConverseStream; what the stream has no event for becomes
 * `modelStreamErrorException`. (Members of ConverseStreamOutput in the published client.)
 */
export function streamException(exception: string): readonly [name: string, status: number] {
  return events.get(exception) ?? ['modelStreamErrorException', 424];
}

const events: ReadonlyMap<string, readonly [string, number]> = new Map([
  ['InternalServerException', ['internalServerException', 500]],
  ['ModelStreamErrorException', ['modelStreamErrorException', 424]],
  ['ValidationException', ['validationException', 400]],
  ['ThrottlingException', ['throttlingException', 429]],
  ['ServiceUnavailableException', ['serviceUnavailableException', 503]],
]);
