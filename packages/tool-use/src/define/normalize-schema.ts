import { AshlarError, type JsonSchema } from '@ashlar/core';
import { apart } from './apart.ts';
import { isSchema } from './is-schema.ts';

/**
 * A schema as JSON Schema 2020-12, from what tool catalogues and OpenAPI 3.0 write instead: `dict`, `float`, `tuple`, `any` and
 * their like, `nullable`, `required: true` at the property, exclusive bounds as booleans, `items` as a list.
 *
 * Marks of other languages that a model has no use for (`xml`, `discriminator`, `optional`, `x-…`) are left out.
 *
 * @throws schema.unsupported for a type that nobody knows, and for a schema that is nested without end
 */
export function normalizeSchema(schema: JsonSchema): JsonSchema {
  return normalized(schema, '#') as JsonSchema;
}

const types = new Map(
  Object.entries({
    dict: 'object',
    dictionary: 'object',
    map: 'object',
    hashmap: 'object',
    record: 'object',
    struct: 'object',
    float: 'number',
    double: 'number',
    decimal: 'number',
    int: 'integer',
    int32: 'integer',
    int64: 'integer',
    long: 'integer',
    short: 'integer',
    bool: 'boolean',
    str: 'string',
    char: 'string',
    text: 'string',
    tuple: 'array',
    list: 'array',
    arraylist: 'array',
    set: 'array',
    none: 'null',
  }),
);
const known = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);
const everything = new Set(['any', 'object or array', 'mixed']);
const leftOut = new Set([
  '$schema',
  '$id',
  'nullable',
  'optional',
  'example',
  'xml',
  'discriminator',
  'externalDocs',
  'collectionFormat',
  '__proto__',
]);
const single = ['additionalProperties', 'propertyNames', 'not', 'if', 'then', 'else', 'contains'];
const listed = ['prefixItems', 'allOf', 'anyOf', 'oneOf'];
const named = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];
const deepest = 100;

function normalized(schema: unknown, pointer: string): unknown {
  if (typeof schema === 'boolean') return schema;
  if (!isSchema(schema)) throw unsupported(pointer, 'it is no schema');
  if (pointer.split('/').length > deepest * 2)
    throw unsupported(pointer, `it is nested deeper than ${deepest} levels: refer to it with $ref`);
  const result: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (leftOut.has(keyword) || keyword.startsWith('x-')) continue;
    const part = partOf(keyword, value, `${pointer}/${keyword}`);
    if (part !== undefined) result[keyword] = part;
  }
  return withNull(bounds(lists(requirements(typed(result, pointer), schema))), schema.nullable);
}

function partOf(keyword: string, value: unknown, pointer: string): unknown {
  if (single.includes(keyword)) return normalized(value, pointer);
  if (keyword === 'items' && !Array.isArray(value)) return normalized(value, pointer);
  if (keyword === 'items' || listed.includes(keyword)) {
    if (!Array.isArray(value)) throw unsupported(pointer, 'it must be a list of schemas');
    return value.map((one, index) => normalized(one, `${pointer}/${index}`));
  }
  if (!named.includes(keyword)) return value;
  if (value === null) return undefined;
  if (!isSchema(value)) throw unsupported(pointer, 'it must be an object of schemas');
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, normalized(one, `${pointer}/${name}`)]),
  );
}

type Draft = Readonly<Record<string, unknown>>;

function typed(schema: Draft, pointer: string): Draft {
  const { type, ...rest } = schema;
  if (type === undefined || type === null) return rest;
  const all = (Array.isArray(type) ? type : [type]).map((one) => jsonType(one, pointer));
  if (all.includes(undefined)) return rest;
  const distinct = [...new Set(all)];
  return { type: distinct.length === 1 ? distinct[0] : distinct, ...rest };
}

function jsonType(name: unknown, pointer: string): string | undefined {
  if (typeof name === 'string') {
    const lower = name.trim().toLowerCase();
    if (known.has(lower)) return lower;
    if (everything.has(lower)) return undefined;
    const item = types.get(lower);
    if (item !== undefined) return item;
  }
  throw unsupported(`${pointer}/type`, `${JSON.stringify(name)} is no type that JSON has`);
}

// Draft 3 says at the property that it is required, later drafts in the object.
function requirements(draft: Draft, source: Draft): Draft {
  const { required, ...rest } = draft;
  const own = Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
  const marked = isSchema(source.properties)
    ? Object.entries(source.properties)
        .filter(([, property]) => isSchema(property) && property.required === true)
        .map(([name]) => name)
    : [];
  const all = [...new Set([...own, ...marked])];
  return all.length === 0 ? rest : { ...rest, required: all };
}

function lists(draft: Draft): Draft {
  if (!Array.isArray(draft.items)) return draft;
  const { items, additionalItems, ...rest } = draft;
  return {
    ...rest,
    prefixItems: items,
    ...(additionalItems !== undefined && {
      items: normalized(additionalItems, '#/additionalItems'),
    }),
  };
}

function bounds(draft: Draft): Draft {
  let result = draft;
  for (const [exclusive, plain] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    const { [exclusive]: flag, [plain]: bound, ...rest } = result;
    if (typeof flag !== 'boolean') continue;
    result = { ...rest, ...(bound !== undefined && { [flag ? exclusive : plain]: bound }) };
  }
  return result;
}

function withNull(draft: Draft, nullable: unknown): Draft {
  if (nullable !== true) return draft;
  const { type, enum: choices, ...rest } = draft;
  const plain = typeof type === 'string' || Array.isArray(type);
  if (!plain) return nullOr(draft);
  return {
    type: [...new Set([type, 'null'].flat())],
    ...rest,
    ...(Array.isArray(choices) && { enum: [...new Set([...choices, null])] }),
  };
}

function nullOr(draft: Draft): Draft {
  const { kept, rest } = apart(draft, ['title', 'description', 'default']);
  if (Object.keys(rest).length === 0) return draft;
  return { ...kept, anyOf: [rest, { type: 'null' }] };
}

function unsupported(pointer: string, problem: string): AshlarError<'schema.unsupported'> {
  return new AshlarError(
    'schema.unsupported',
    `The schema at ${pointer} cannot be used: ${problem}.`,
    {
      facts: { what: pointer },
    },
  );
}
