import type { Json, JsonObject } from '@ashlar/core';
import { validationError } from '../errors.ts';
import type { Route } from '../server/route.ts';
import { at, isObject, objectAt } from '../wire/read.ts';
import { checkShape } from './check-shape.ts';
import { conversationRules } from './conversation-rules.ts';

/**
 * Checks a request as the service does, as far as that is published or was seen: first the shape with all its faults in
 * one message, then the conversation with its first fault.
 *
 * @returns members that the published client does not know; they are accepted
 * @throws ServiceError for the first kind of fault
 */
export function checkRequest(route: Route, body: JsonObject): readonly string[] {
  if (!modelIds.test(route.model)) {
    throw validationError('The provided model identifier is invalid.');
  }
  const structure = structureOf[route.operation];
  if (structure === undefined) return [];
  const { violations, unknown } = checkShape(body, structure);
  if (violations.length > 0) {
    const errors = violations.length === 1 ? 'error' : 'errors';
    throw validationError(
      `${violations.length} validation ${errors} detected: ${violations.join('; ')}`,
    );
  }
  const conversation = conversationOf(route, body);
  if (conversation !== undefined) {
    for (const { check } of conversationRules) {
      const fault = check(conversation);
      if (fault !== undefined) throw validationError(fault);
    }
  }
  return unknown;
}

// The characters of every alternative in the published pattern of ConversationalModelId, and its length.
const modelIds = /^[a-zA-Z0-9:._/-]{1,2048}$/;

/** InvokeModel's body belongs to the model, not to the service. */
const structureOf: Readonly<Partial<Record<Route['operation'], string>>> = {
  Converse: 'ConverseRequest',
  ConverseStream: 'ConverseStreamRequest',
  CountTokens: 'CountTokensRequest',
};

function conversationOf(route: Route, body: JsonObject): JsonObject | undefined {
  // A stored prompt brings its own messages.
  if (route.model.includes(':prompt/')) return undefined;
  if (route.operation !== 'CountTokens') return body;
  const given: Json | undefined = at(objectAt(body, 'input'), 'converse');
  return isObject(given) ? given : undefined;
}
