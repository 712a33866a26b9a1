import { deref, listOf, type OpenApiObject, objectEntries, textOrNone } from './document.ts';
import { invalidDocument } from './errors.ts';

/** An operation of the document, for choosing and setting it up. */
export interface OpenApiOperation {
  /** The `operationId`, else method and path: `get_pets_petId`. */
  readonly id: string;
  /** In capitals. */
  readonly method: string;
  /** As in the document: `/pets/{petId}`. */
  readonly path: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  /** Names of the security schemes that it asks for; empty when it can be called without any. */
  readonly security: readonly string[];
}

/** An operation with what is needed to call it. */
export interface ReadOperation extends OpenApiOperation {
  readonly definition: OpenApiObject;
  /** Those of the path and of the operation, dereferenced; the operation's win. */
  readonly parameters: readonly OpenApiObject[];
  readonly description: string;
  /** The servers of the operation or of its path, when it has its own. */
  readonly servers: readonly unknown[];
  readonly where: string;
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'query'];
const longestDescription = 2000;

/**
 * Every operation of the document.
 *
 * @throws openapi.invalid for another version than 3.0 to 3.2, and for what cannot be read
 */
export function readOperations(document: OpenApiObject): readonly ReadOperation[] {
  if (typeof document.openapi !== 'string' || !/^3\.[0-2]\b/.test(document.openapi)) {
    throw invalidDocument('#/openapi', 'it is no OpenAPI 3.0 to 3.2; convert Swagger 2 first');
  }
  return objectEntries(document.paths).flatMap(([path, item]) => {
    const where = `#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const resolved = { ...deref(document, item, where), ...withoutRef(item) };
    return objectEntries(resolved)
      .filter(([method]) => methods.includes(method))
      .map(([method, definition]) => read(document, path, method, definition, resolved, where));
  });
}

function read(
  document: OpenApiObject,
  path: string,
  method: string,
  definition: OpenApiObject,
  item: OpenApiObject,
  pathWhere: string,
): ReadOperation {
  const where = `${pathWhere}/${method}`;
  const parameters = new Map<string, OpenApiObject>();
  for (const given of [...listOf(item.parameters), ...listOf(definition.parameters)]) {
    const parameter = deref(document, given, `${where}/parameters`);
    parameters.set(`${String(parameter.in)} ${String(parameter.name)}`, parameter);
  }
  const id =
    textOrNone(definition.operationId) ?? `${method}${path}`.replace(/[^a-zA-Z0-9]+/g, '_');
  const words = [textOrNone(definition.summary), textOrNone(definition.description)];
  const text =
    words.filter((one) => one !== undefined).join('\n\n') || `${method.toUpperCase()} ${path}`;
  const servers = listOf(definition.servers);
  return {
    id: id.replace(/_$/, ''),
    method: method.toUpperCase(),
    path,
    tags: listOf(definition.tags).filter((tag) => typeof tag === 'string'),
    deprecated: definition.deprecated === true,
    security: securityOf(definition.security ?? document.security),
    definition,
    parameters: [...parameters.values()],
    description:
      text.length > longestDescription ? `${text.slice(0, longestDescription - 1)}…` : text,
    servers: servers.length > 0 ? servers : listOf(item.servers),
    where,
  };
}

function securityOf(security: unknown): readonly string[] {
  const ways = listOf(security).map((way) => Object.keys(way ?? {}));
  return ways.some((way) => way.length === 0) ? [] : [...new Set(ways.flat())];
}

function withoutRef({ $ref: _ref, ...rest }: OpenApiObject): OpenApiObject {
  return rest;
}
