import { AshlarError, type JsonSchema, resolveRef } from '@ashlar/core';
import { apart } from './apart.ts';
import { isSchema } from './is-schema.ts';

/**
 * The schema with an object at its root, the only root that all models on Bedrock take. A reference is followed, the parts of
 * `allOf` are joined, and alternatives become one object with the properties of all and the requirements that all share.
 *
 * That shows models more than fits, never less; the arguments are still checked by the schema as it was.
 *
 * @throws schema.unsupported when its values are no objects
 */
export function objectRoot(schema: JsonSchema): JsonSchema {
  const { kept, rest } = apart(schema, ['title', 'description', '$defs', 'definitions']);
  const joined = flat(rest, schema, 0);
  if (joined === undefined) {
    throw new AshlarError(
      'schema.unsupported',
      'The arguments of a tool are an object. Put the value into a property of one, for example z.object({ value: … }).',
      { facts: { what: '#' } },
    );
  }
  return { ...joined, type: 'object', properties: joined.properties ?? {}, ...kept };
}

type Properties = Readonly<Record<string, unknown>>;
const deepest = 20;

/** One object schema without a combination at its top; undefined when it is no object. */
function flat(schema: JsonSchema, root: JsonSchema, depth: number): JsonSchema | undefined {
  if (depth > deepest) return undefined;
  const { $ref, allOf, anyOf, oneOf, ...own } = schema;
  if (!mayBeObject(own)) return undefined;
  let result: JsonSchema = own;
  if (typeof $ref === 'string') {
    const target = resolveRef(root, $ref);
    const one = isSchema(target) ? flat(target, root, depth + 1) : undefined;
    if (one === undefined) return undefined;
    result = both(one, result);
  }
  for (const part of list(allOf)) {
    const one = flat(part, root, depth + 1);
    if (one === undefined) return undefined;
    result = both(result, one);
  }
  for (const alternatives of [list(anyOf), list(oneOf)]) {
    if (alternatives.length === 0) continue;
    const some = alternatives
      .map((one) => flat(one, root, depth + 1))
      .filter((one) => one !== undefined);
    const [first, ...more] = some;
    if (first === undefined) return undefined;
    result = both(result, more.reduce(either, first));
  }
  return result;
}

function mayBeObject({ type, properties }: JsonSchema): boolean {
  if (type === undefined) return true;
  return (
    type === 'object' ||
    (Array.isArray(type) && type.includes('object')) ||
    (type === null && properties !== undefined)
  );
}

function both(a: JsonSchema, b: JsonSchema): JsonSchema {
  const required = [...new Set([...names(a), ...names(b)])];
  const properties = { ...propertiesOf(a), ...propertiesOf(b) };
  return { ...a, ...b, properties, ...(required.length > 0 && { required }) };
}

function either(a: JsonSchema, b: JsonSchema): JsonSchema {
  const { required: _required, ...rest } = a;
  const shared = names(a).filter((name) => names(b).includes(name));
  const mine = propertiesOf(a);
  const properties: Record<string, unknown> = { ...mine };
  for (const [name, other] of Object.entries(propertiesOf(b))) {
    properties[name] = Object.hasOwn(mine, name) ? eitherOf(mine[name], other) : other;
  }
  const open = a.additionalProperties !== false || b.additionalProperties !== false;
  const { additionalProperties: _closed, ...opened } = rest;
  return {
    ...(open ? opened : rest),
    properties,
    ...(shared.length > 0 && { required: shared }),
  };
}

function eitherOf(a: unknown, b: unknown): unknown {
  if (JSON.stringify(a) === JSON.stringify(b)) return a;
  const choices = [choicesOf(a), choicesOf(b)];
  if (choices.every((one) => one !== undefined)) {
    const { const: _const, enum: _enum, ...rest } = a as JsonSchema;
    return { ...rest, enum: [...new Set(choices.flat())] };
  }
  const before = isSchema(a) && Object.keys(a).length === 1 ? list(a.anyOf) : [];
  return { anyOf: [...(before.length > 0 ? before : [a]), b] };
}

function choicesOf(schema: unknown): readonly unknown[] | undefined {
  if (!isSchema(schema)) return undefined;
  if (schema.const !== undefined) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
}

function propertiesOf({ properties }: JsonSchema): Properties {
  return isSchema(properties) ? properties : {};
}

function names({ required }: JsonSchema): readonly string[] {
  return Array.isArray(required) ? required : [];
}

function list(value: unknown): readonly JsonSchema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}
