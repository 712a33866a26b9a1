import type { Json, JsonObject } from '@ashlar/core';
import { validationError } from '../errors.ts';
import { operationNames } from '../server/operation.ts';
import { at, isObject, listAt, numberAt, stringAt } from '../wire/read.ts';
import { type Fault, type FaultRule, streamExceptions } from './fault.ts';

/** Members of each kind and their types; those with `!` are required. */
const kinds: Readonly<Record<Fault['kind'], Readonly<Record<string, string>>>> = {
  error: {
    status: 'number!',
    exception: 'string!',
    message: 'string',
    retryAfterSeconds: 'number',
    originalStatusCode: 'number',
  },
  slow: { firstByteMs: 'number!' },
  stall: { afterEvents: 'number!' },
  reset: { afterEvents: 'number' },
  end: { afterEvents: 'number!' },
  exception: {
    afterEvents: 'number!',
    exception: 'string!',
    message: 'string',
    originalStatusCode: 'number',
  },
  malformed: { afterEvents: 'number!' },
};

/**
 * A fault that came as JSON.
 *
 * @throws ServiceError that says what is wrong with it
 */
export function parseFault(value: Json | undefined): Fault {
  const kind = stringAt(value, 'kind') ?? '';
  if (!isObject(value) || !isKind(kind)) {
    throw wrong(`its kind has to be one of ${Object.keys(kinds).join(', ')}`);
  }
  for (const [name, type] of Object.entries(kinds[kind])) {
    const member = at(value, name);
    const wanted = type.replace('!', '');
    if (member === undefined && !type.endsWith('!')) continue;
    if (typeof member !== wanted) throw wrong(`${name} of ${kind} has to be a ${wanted}`);
    if (typeof member === 'number' && !(member >= 0)) throw wrong(`${name} has to be 0 or more`);
  }
  const unknown = Object.keys(value).find(
    (name) => name !== 'kind' && !Object.hasOwn(kinds[kind], name),
  );
  if (unknown !== undefined) throw wrong(`${kind} has no ${unknown}`);
  const status = numberAt(value, 'status') ?? 400;
  if (status < 400 || status > 599) throw wrong('status has to be from 400 to 599');
  const exception = stringAt(value, 'exception') ?? '';
  if (kind === 'exception' && !streamExceptions.some((name) => name === exception)) {
    throw wrong(`exception has to be one of ${streamExceptions.join(', ')}`);
  }
  if (!isFault(value)) throw wrong('its members do not fit');
  return value;
}

/** What the table of kinds has let through is a fault. */
function isFault(value: JsonObject): value is JsonObject & Fault {
  return isKind(stringAt(value, 'kind') ?? '');
}

/** A rule that came as JSON: a fault with when to play it. */
export function parseFaultRule(value: Json): FaultRule {
  const fault = parseFault(at(value, 'fault'));
  const model = stringAt(value, 'model');
  const resource = stringAt(value, 'resource');
  const operation = operationNames.find((name) => name === stringAt(value, 'operation'));
  if (at(value, 'operation') !== undefined && operation === undefined) {
    throw wrong(`operation has to be one of ${operationNames.join(', ')}`);
  }
  const request = numberAt(value, 'request') ?? listAt(value, 'request')?.map(Number);
  const times = numberAt(value, 'times');
  return {
    fault,
    ...(model !== undefined && { model }),
    ...(resource !== undefined && { resource }),
    ...(operation !== undefined && { operation }),
    ...(request !== undefined && { request }),
    ...(times !== undefined && { times }),
  };
}

function isKind(kind: string): kind is Fault['kind'] {
  return Object.hasOwn(kinds, kind);
}

function wrong(why: string): Error {
  return validationError(`This is no fault of the emulator: ${why}.`);
}
