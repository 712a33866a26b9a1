import type { Json, JsonObject } from '@ashlar/core';
import { validationError } from '../errors.ts';
import type { Headers } from '../server/exchange.ts';
import { type Operation, type OperationSpec, operations } from '../server/operation.ts';
import type { Route } from '../server/route.ts';
import { at, isObject, objectAt } from '../wire/read.ts';
import { checkConstraint } from './check-constraint.ts';
import { checkShape } from './check-shape.ts';
import { conversationRules } from './conversation-rules.ts';
import { headerConstraints } from './header-constraints.ts';
import { labelConstraints } from './label-constraints.ts';
import { checkModelLimits, type ModelLimits } from './model-limits.ts';
import { serviceModels } from './service-model.ts';

export interface CheckedRequest {
  readonly route: Route;
  readonly body: JsonObject;
  readonly headers: Headers;
}

/**
 * Checks a request as the service does, as far as that is published or was seen: first the shape with all its faults in
 * one message, then the conversation with its first fault, then what the model cannot do.
 *
 * @returns members that the published client does not know; they are accepted
 * @throws ServiceError for the first kind of fault
 */
export function checkRequest(
  { route, body, headers }: CheckedRequest,
  limits: ModelLimits = {},
): readonly string[] {
  const { service, request }: OperationSpec = operations[route.operation];
  const elsewhere = [...checkLabels(route), ...checkHeaders(route, headers)];
  const { violations: inBody, unknown } =
    request === undefined
      ? { violations: [], unknown: [] }
      : checkShape(body, request, serviceModels[service]);
  const violations = [...elsewhere, ...inBody];
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
    checkModelLimits(route, conversation, limits);
  }
  return unknown;
}

/** Limits of what stands in the path. A bad model id has words of its own. */
function checkLabels({ labels }: Route): readonly string[] {
  return Object.entries(labels).flatMap(([name, value]) => {
    const violations = checkConstraint(value, labelConstraints[name] ?? {}, [name]);
    if (name === 'modelId' && violations.length > 0) {
      throw validationError('The provided model identifier is invalid.');
    }
    return violations;
  });
}

/** Limits of the headers of InvokeModel and its stream. */
function checkHeaders({ operation }: Route, headers: Headers): readonly string[] {
  if (!operation.startsWith('InvokeModel')) return [];
  return Object.entries(headerConstraints).flatMap(([name, [member, constraint]]) => {
    const value = headers[name];
    return typeof value === 'string' ? checkConstraint(value, constraint, [member]) : [];
  });
}

function conversationOf(route: Route, body: JsonObject): JsonObject | undefined {
  if (!conversations.has(route.operation)) return undefined;
  // A stored prompt brings its own messages.
  if (route.model?.includes(':prompt/') === true) return undefined;
  if (route.operation !== 'CountTokens') return body;
  const given: Json | undefined = at(objectAt(body, 'input'), 'converse');
  return isObject(given) ? given : undefined;
}

const conversations: ReadonlySet<Operation> = new Set([
  'Converse',
  'ConverseStream',
  'CountTokens',
]);
