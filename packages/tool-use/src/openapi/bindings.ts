import type { JsonSchema } from '@ashlar/core';
import { isSchema } from '../define/is-schema.ts';
import { deref, type OpenApiObject, objectEntries, textOrNone } from './document.ts';
import { unsupportedOperations } from './errors.ts';
import type { ReadOperation } from './openapi-operation.ts';
import { requestSchemas } from './request-schema.ts';

export type Place = 'path' | 'query' | 'header' | 'cookie';

/** Where an argument goes in the request. */
export interface ParameterBinding {
  /** The name of the argument. */
  readonly argument: string;
  /** The name in the request. */
  readonly name: string;
  readonly place: Place;
  readonly style: string;
  readonly explode: boolean;
  /** The parameter is JSON text (`content` in the document). */
  readonly json: boolean;
}

export interface BodyBinding {
  readonly argument: string;
  readonly mediaType: string;
}

/** How the arguments of a tool become a request. */
export interface Bindings {
  /** The arguments as one object. */
  readonly schema: JsonSchema;
  readonly parameters: readonly ParameterBinding[];
  readonly body: BodyBinding | undefined;
  /** The header for the idempotency key, when the operation declares one: the model does not see it. */
  readonly idempotencyHeader: string | undefined;
}

// Set by the library or the host, whatever a document says. OpenAPI itself ignores the first three.
const ownHeaders =
  /^(?:accept|content-type|authorization|proxy-.*|cookie|host|content-length|transfer-encoding|connection|upgrade|te|trailer|expect|forwarded|x-forwarded-.*|x-real-ip)$/i;

/**
 * The arguments of an operation, and where each goes: parameters by their names, the body as `body`. What carries credentials is the
 * host's and never an argument.
 *
 * @throws openapi.unsupported, openapi.invalid
 */
export function bindingsOf(document: OpenApiObject, operation: ReadOperation): Bindings {
  const schemas = requestSchemas(document);
  const properties: Record<string, unknown> = {};
  const required: string[] = [];
  const secrets = credentialNames(document);
  const parameters: ParameterBinding[] = [];
  let idempotencyHeader: string | undefined;

  function argument(name: string, place: string, schema: unknown, needed: boolean): string {
    const plain = name.replace(/[^a-zA-Z0-9_.-]|^__/g, '_').slice(0, 60) || 'value';
    let own = Object.hasOwn(properties, plain) ? `${plain}_${place}`.slice(0, 60) : plain;
    for (let count = 2; Object.hasOwn(properties, own); count += 1) own = `${plain}_${count}`;
    properties[own] = schema;
    if (needed) required.push(own);
    return own;
  }

  for (const parameter of operation.parameters) {
    const { name, in: place } = parameter;
    if (typeof name !== 'string' || !isPlace(place))
      throw unsupportedOperations({
        [operation.id]: `a parameter in ${String(place)} is not known`,
      });
    if (place === 'header' && /^idempotency-key$/i.test(name)) {
      idempotencyHeader = name;
      continue;
    }
    if (secrets.has(`${place} ${name.toLowerCase()}`)) continue;
    if (place === 'header' && ownHeaders.test(name)) continue;
    const [content] = objectEntries(parameter.content);
    const given = content === undefined ? parameter.schema : content[1].schema;
    const schema = described(schemas.take(given ?? {}, operation.where), parameter);
    const style =
      textOrNone(parameter.style) ?? (place === 'query' || place === 'cookie' ? 'form' : 'simple');
    parameters.push({
      argument: argument(name, place, schema, parameter.required === true || place === 'path'),
      name,
      place,
      style,
      explode: typeof parameter.explode === 'boolean' ? parameter.explode : style === 'form',
      json: content !== undefined,
    });
  }
  checkPath(operation, parameters);
  const body = bodyOf(document, operation);
  let bound: BodyBinding | undefined;
  if (body !== undefined) {
    const schema = described(schemas.take(body.schema ?? {}, operation.where), body);
    bound = {
      argument: argument('body', 'request', schema, body.required),
      mediaType: body.mediaType,
    };
  }
  const definitions = schemas.definitions();
  const schema = {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
    ...(Object.keys(definitions).length > 0 && { $defs: definitions }),
  };
  return { schema, parameters, body: bound, idempotencyHeader };
}

function described(schema: unknown, { description }: { readonly description?: unknown }): unknown {
  const text = textOrNone(description);
  return text === undefined || !isSchema(schema) || schema.description !== undefined
    ? schema
    : { ...schema, description: text };
}

function isPlace(place: unknown): place is Place {
  return place === 'path' || place === 'query' || place === 'header' || place === 'cookie';
}

// What API keys are called, in the place where they are sent.
function credentialNames(document: OpenApiObject): ReadonlySet<string> {
  const components = isSchema(document.components) ? document.components : {};
  const names = objectEntries(components.securitySchemes).map(([key, scheme]) => {
    const own = deref(document, scheme, `#/components/securitySchemes/${key}`);
    return `${String(own.in)} ${String(own.name).toLowerCase()}`;
  });
  return new Set(names);
}

function checkPath({ id, path }: ReadOperation, parameters: readonly ParameterBinding[]): void {
  for (const [, name] of path.matchAll(/\{([^}]+)\}/g)) {
    if (!parameters.some((one) => one.place === 'path' && one.name === name))
      throw unsupportedOperations({
        [id]: `the path has {${name}}, but no parameter of that name`,
      });
  }
}

interface Body {
  readonly schema: unknown;
  readonly mediaType: string;
  readonly required: boolean;
  readonly description: unknown;
}

const bodyKinds = [
  /^application\/json\b/i,
  /\+json\b/i,
  /^application\/x-www-form-urlencoded\b/i,
  /^text\/plain\b/i,
  /^(?:\*|application)\/\*/,
];

function bodyOf(document: OpenApiObject, operation: ReadOperation): Body | undefined {
  if (operation.definition.requestBody === undefined) return undefined;
  const body = deref(document, operation.definition.requestBody, `${operation.where}/requestBody`);
  const content = objectEntries(body.content);
  for (const kind of bodyKinds) {
    const found = content.find(([mediaType]) => kind.test(mediaType));
    if (found === undefined) continue;
    const [mediaType, { schema }] = found;
    return {
      schema,
      mediaType: mediaType.includes('*') ? 'application/json' : mediaType,
      required: body.required === true,
      description: body.description,
    };
  }
  if (body.required !== true) return undefined;
  const kinds = content.map(([mediaType]) => mediaType).join(', ');
  throw unsupportedOperations({
    [operation.id]: `it needs a body of ${kinds || 'no media type'}; JSON, forms and text can be sent`,
  });
}
