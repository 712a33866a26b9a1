import type { Json, JsonObject } from '@ashlar/core';
import { ServiceError } from '../errors.ts';
import { isObject } from '../wire/read.ts';

/** A request's body as a JSON object. An empty body is an empty object, as in the service's protocol. */
export function parseBody(bytes: Buffer): JsonObject {
  let value: Json;
  try {
    value = bytes.length === 0 ? {} : JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw serialization(cause instanceof Error ? cause.message : 'not JSON');
  }
  if (!isObject(value)) throw serialization('Start of structure expected');
  return value;
}

function serialization(message: string): ServiceError {
  return new ServiceError('SerializationException', 400, { message });
}
