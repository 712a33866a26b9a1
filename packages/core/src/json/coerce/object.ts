import type { Json, JsonObject, JsonSchema } from '../json.ts';
import type { JsonPath } from '../json-path.ts';
import { compilePattern } from '../pattern/compile-pattern.ts';
import { type Repair, repairAt } from '../repair-kind.ts';
import { requiredOf } from '../schema/check-object.ts';
import { brief, issueAt, type JsonIssue, typeOf } from '../schema/issue.ts';
import {
  type AnySchema,
  isSchema,
  resolveRef,
  schemaEntries,
  schemaList,
} from '../schema/resolve-ref.ts';
import { setProperty, toJson } from '../to-json.ts';
import { type Attempt, after, type Coercion, cheapest, refused } from './attempt.ts';
import { matchKeys } from './match-keys.ts';
import { textCost } from './scalar.ts';

/** An object: its properties coerced, found under other spellings, or the value as its only property. */
export function toObject(
  value: Json,
  schema: JsonSchema,
  path: JsonPath,
  coercion: Coercion,
): Attempt {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const object = value as JsonObject;
    const direct = properties(object, schema, path, coercion);
    if (direct.ok) return direct;
    return cheapest(
      [unwrapped(object, schema, path, coercion), wrapped(value, schema, path, coercion)],
      direct,
    );
  }
  const otherwise = refused(path, `must be object, is ${typeOf(value)} ${brief(value)}`);
  return value === null ? otherwise : cheapest([wrapped(value, schema, path, coercion)], otherwise);
}

// { "result": { … } } where the inner object was asked for.
function unwrapped(
  object: JsonObject,
  schema: JsonSchema,
  path: JsonPath,
  coercion: Coercion,
): Attempt {
  const entries = Object.entries(object);
  const [name, inner] = entries[0] ?? [];
  const known = new Set(schemaEntries(schema.properties).map(([own]) => own));
  if (entries.length !== 1 || name === undefined || known.has(name))
    return refused(path, 'is not wrapped');
  if (typeof inner !== 'object' || inner === null || Array.isArray(inner))
    return refused(path, 'is not wrapped');
  return after(properties(inner as JsonObject, schema, path, coercion), 'unwrap', path, 3);
}

// 12 where { "count": 12 } was asked for. A plain string is not taken: any text would do.
function wrapped(value: Json, schema: JsonSchema, path: JsonPath, coercion: Coercion): Attempt {
  const [only, ...more] = schemaEntries(schema.properties);
  if (only === undefined || more.length > 0) return refused(path, 'cannot be wrapped');
  const [name, own] = only;
  if (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.hasOwn(value, name)
  ) {
    return refused(path, 'is wrapped already');
  }
  const inner = coercion.coerce(value, own, [...path, name]);
  if (inner.ok && typeof inner.value === 'string' && inner.value === value) {
    const chosen = inner.repairs.length > 0;
    if (!chosen && !limited(own, coercion.root)) return refused(path, 'cannot be wrapped');
  }
  if (!inner.ok) return inner;
  if (inner.cost >= textCost) return refused(path, 'cannot be wrapped');
  const wrap: Record<string, Json> = {};
  setProperty(wrap, name, inner.value);
  return after({ ...inner, value: wrap }, 'wrap', path, 4);
}

function limited(schema: AnySchema, root: JsonSchema): boolean {
  const target =
    typeof schema === 'object' && typeof schema.$ref === 'string'
      ? resolveRef(root, schema.$ref)
      : schema;
  return typeof target === 'object' && (target.enum !== undefined || target.const !== undefined);
}

interface Build {
  readonly result: Record<string, Json>;
  readonly repairs: Repair[];
  readonly issues: JsonIssue[];
  cost: number;
}

function properties(
  object: JsonObject,
  schema: JsonSchema,
  path: JsonPath,
  coercion: Coercion,
): Attempt {
  const declared = new Map(schemaEntries(schema.properties));
  const { keys, others } = matchKeys(object, declared);
  const build: Build = { result: {}, repairs: [], issues: [], cost: 0 };
  const nameOf = new Map([...keys].map(([name, key]) => [key, name]));
  const required = new Set(requiredOf(schema));
  for (const key of Object.keys(object)) {
    const name = nameOf.get(key);
    if (name === undefined) other(build, key, object[key] as Json, schema, path, coercion);
    else
      member(
        build,
        { name, key, own: declared.get(name) ?? true, required: required.has(name) },
        object[key] as Json,
        path,
        coercion,
      );
  }
  for (const name of required) {
    if (!keys.has(name) && !others.includes(name))
      absent(build, name, declared.get(name) ?? true, path, coercion.root);
  }
  if (build.issues.length > 0) return { ok: false, issues: build.issues };
  return { ok: true, value: build.result, repairs: build.repairs, cost: build.cost };
}

interface Member {
  readonly name: string;
  readonly key: string;
  readonly own: AnySchema;
  readonly required: boolean;
}

function member(
  build: Build,
  { name, key, own, required }: Member,
  value: Json,
  path: JsonPath,
  { coerce }: Coercion,
): void {
  const place = [...path, name];
  const attempt = coerce(value, own, place);
  if (attempt.ok) {
    if (key !== name) {
      build.repairs.push(repairAt('rename', place));
      build.cost += 1;
    }
    setProperty(build.result, name, attempt.value);
    build.repairs.push(...attempt.repairs);
    build.cost += attempt.cost;
  } else if (value === null && !required) {
    build.repairs.push(repairAt('drop-null', place));
    build.cost += 1;
  } else build.issues.push(...attempt.issues);
}

// A key that the schema does not name.
function other(
  build: Build,
  key: string,
  value: Json,
  schema: JsonSchema,
  path: JsonPath,
  { coerce }: Coercion,
): void {
  const place = [...path, key];
  const pattern = schemaEntries(schema.patternProperties).find(([source]) =>
    compilePattern(source)?.(key),
  );
  const rest = pattern?.[1] ?? schema.additionalProperties;
  if (rest === false) {
    build.repairs.push(repairAt('drop-property', place));
    build.cost += 1;
    return;
  }
  const attempt = isSchema(rest) ? coerce(value, rest, place) : undefined;
  if (attempt?.ok === false) {
    build.issues.push(...attempt.issues);
    return;
  }
  setProperty(build.result, key, attempt?.value ?? value);
  build.repairs.push(...(attempt?.repairs ?? []));
  build.cost += attempt?.cost ?? (schema.properties === undefined ? 0 : 0.5);
}

// A required property that is not there: its default, or null where that is allowed. Nothing is made up.
function absent(
  build: Build,
  name: string,
  own: AnySchema,
  path: JsonPath,
  root: JsonSchema,
): void {
  const place = [...path, name];
  const target =
    typeof own === 'object' && typeof own.$ref === 'string'
      ? (resolveRef(root, own.$ref) ?? own)
      : own;
  const fallback =
    typeof own === 'object'
      ? (own.default ?? (typeof target === 'object' ? target.default : undefined))
      : undefined;
  if (fallback !== undefined) {
    setProperty(build.result, name, toJson(fallback));
    build.repairs.push(repairAt('default', place));
    build.cost += 1;
  } else if (allowsNull(target)) {
    setProperty(build.result, name, null);
    build.repairs.push(repairAt('absent-as-null', place));
    build.cost += 1;
  } else build.issues.push(issueAt(place, 'is required'));
}

function allowsNull(schema: AnySchema): boolean {
  if (typeof schema === 'boolean') return false;
  if (schema.nullable === true || schema.type === 'null') return true;
  if (Array.isArray(schema.type) && schema.type.includes('null')) return true;
  return schemaList(schema.anyOf ?? schema.oneOf).some(
    (one) => typeof one === 'object' && one.type === 'null',
  );
}
