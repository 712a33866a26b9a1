import type { JsonObject } from '@ashlar/core';
import { type ServiceError, validationError } from '../errors.ts';

/** What the service says when a model's own body is wrong (words: promptfoo #921, Scrapegraph-ai #400). */
export function malformed(faults: readonly string[]): ServiceError {
  return validationError(
    `Malformed input request: ${faults.join('')}, please reformat your input and try again.`,
  );
}

export function extraneousKeys(body: JsonObject, known: readonly string[]): string[] {
  return Object.keys(body)
    .filter((key) => !known.includes(key))
    .map((key) => `#: extraneous key [${key}] is not permitted`);
}
