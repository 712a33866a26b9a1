import type { JsonSchema } from '@ashlar/core';
import { isSchema } from '../define/is-schema.ts';
import { lookUp, type OpenApiObject, objectEntries } from './document.ts';

/** Schemas of a document, taken over into the arguments of one tool. */
export interface RequestSchemas {
  /** The schema with its references leading to {@link definitions}. */
  take(schema: unknown, where: string): unknown;
  /** Everything that was referred to, for `$defs`. */
  definitions(): Readonly<Record<string, unknown>>;
}

/**
 * Takes schemas of a document over, recursive ones too. What a server sets by itself (`readOnly`) is left out.
 *
 * `oneOf` becomes `anyOf`: real documents have alternatives that overlap, and the service is the judge. A `discriminator` becomes
 * what JSON Schema can say: each alternative asks for its own value.
 */
export function requestSchemas(document: OpenApiObject): RequestSchemas {
  const names = new Map<string, string>();
  const definitions: Record<string, unknown> = {};

  function take(schema: unknown, where: string): unknown {
    if (Array.isArray(schema)) return schema.map((one) => take(one, where));
    if (!isSchema(schema)) return schema;
    const result: Record<string, unknown> = {};
    for (const [keyword, value] of Object.entries(schema)) {
      if (values.has(keyword)) result[keyword] = value;
      else if (keyword === '$ref' && typeof value === 'string') result.$ref = define(value, where);
      else if (keyword === 'properties') result.properties = writable(value, where);
      else if (named.has(keyword)) result[keyword] = each(value, where);
      else if (keyword !== 'oneOf' && keyword !== '__proto__') result[keyword] = take(value, where);
    }
    if (isSchema(schema.properties) && Array.isArray(schema.required)) {
      const own = schema.properties;
      result.required = schema.required.filter((name) => !isReadOnly(own[String(name)]));
    }
    return schema.oneOf === undefined ? result : alternatives(schema, result, where);
  }

  function alternatives(schema: OpenApiObject, result: JsonSchema, where: string): JsonSchema {
    const some = (schema.oneOf as readonly unknown[]).map((one) => chosen(schema, one, where));
    if (result.anyOf === undefined) return { ...result, anyOf: some };
    return { ...result, allOf: [...((result.allOf as unknown[]) ?? []), { anyOf: some }] };
  }

  function chosen({ discriminator }: OpenApiObject, one: unknown, where: string): unknown {
    const taken = take(one, where);
    const property = isSchema(discriminator) ? discriminator.propertyName : undefined;
    if (typeof property !== 'string' || !isSchema(one) || typeof one.$ref !== 'string')
      return taken;
    const mapping = objectOrEmpty((discriminator as OpenApiObject).mapping);
    const own = one.$ref;
    const name = own.split('/').at(-1);
    const mapped = Object.keys(mapping).filter(
      (key) => mapping[key] === own || mapping[key] === name,
    );
    const asked = { enum: mapped.length > 0 ? mapped : [name] };
    return { allOf: [taken, { properties: { [property]: asked }, required: [property] }] };
  }

  function writable(properties: unknown, where: string): Readonly<Record<string, unknown>> {
    const some = Object.entries(objectOrEmpty(properties)).filter(([, one]) => !isReadOnly(one));
    return Object.fromEntries(some.map(([name, one]) => [name, take(one, where)]));
  }

  function each(value: unknown, where: string): unknown {
    return Object.fromEntries(objectEntries(value).map(([name, one]) => [name, take(one, where)]));
  }

  function define(ref: string, where: string): string {
    const known = names.get(ref);
    if (known !== undefined) return `#/$defs/${known}`;
    const plain = (ref.split('/').at(-1) ?? '').replace(/[^a-zA-Z0-9_.-]|^__/g, '_') || 'schema';
    const taken = new Set(names.values());
    let name = plain;
    for (let count = 2; taken.has(name); count += 1) name = `${plain}_${count}`;
    names.set(ref, name);
    definitions[name] = take(lookUp(document, ref, where), where);
    return `#/$defs/${name}`;
  }

  return { take, definitions: () => definitions };
}

const values = new Set([
  'enum',
  'const',
  'default',
  'example',
  'examples',
  'required',
  'discriminator',
]);
const named = new Set(['patternProperties', '$defs', 'definitions']);

function isReadOnly(schema: unknown): boolean {
  return isSchema(schema) && schema.readOnly === true;
}

function objectOrEmpty(value: unknown): Readonly<Record<string, unknown>> {
  return isSchema(value) ? value : {};
}
