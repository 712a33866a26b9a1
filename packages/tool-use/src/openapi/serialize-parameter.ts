import type { Json, JsonObject } from '@ashlar/core';
import type { ParameterBinding } from './bindings.ts';

/** Name and value, percent-encoded where they stand in a URL or a cookie. */
export type Pair = readonly [name: string, value: string];

type Binding = Pick<ParameterBinding, 'name' | 'style' | 'explode' | 'json'>;

/** A path parameter as text; styles `simple`, `label` and `matrix`. */
export function pathText(binding: Binding, value: Json): string {
  const { name, style, explode } = binding;
  if (binding.json) return encode(JSON.stringify(value));
  const separator = style === 'label' ? '.' : style === 'matrix' ? ';' : ',';
  if (isScalar(value)) {
    if (style === 'matrix') return `;${encode(name)}=${encode(text(value))}`;
    return `${style === 'label' ? '.' : ''}${encode(text(value))}`;
  }
  const isList = Array.isArray(value);
  const join = explode ? separator : ',';
  const items = isList
    ? listItems(value).map((item) =>
        explode && style === 'matrix' ? `${encode(name)}=${item}` : item,
      )
    : objectItems(value as JsonObject, explode ? '=' : ',');
  const joined = items.join(join);
  if (style === 'label') return `.${joined}`;
  if (style === 'matrix') return explode ? `;${joined}` : `;${encode(name)}=${joined}`;
  return joined;
}

/** A query parameter or a form field as pairs; styles `form`, `spaceDelimited`, `pipeDelimited` and `deepObject`. */
export function queryPairs(binding: Binding, value: Json): readonly Pair[] {
  const { style, explode } = binding;
  const name = encode(binding.name);
  if (binding.json) return [[name, encode(JSON.stringify(value))]];
  if (isScalar(value)) return [[name, encode(text(value))]];
  if (Array.isArray(value)) {
    const items = listItems(value);
    if (explode) return items.map((item) => [name, item]);
    const separator = style === 'spaceDelimited' ? '%20' : style === 'pipeDelimited' ? '%7C' : ',';
    return items.length === 0 ? [] : [[name, items.join(separator)]];
  }
  const object = value as JsonObject;
  if (style === 'deepObject') return deepPairs(binding.name, object);
  if (explode) return Object.entries(object).map(([key, one]) => [encode(key), encode(text(one))]);
  return [[name, objectItems(object, ',').join(',')]];
}

/** A header as text; style `simple`. Not encoded: a header is no URL. */
export function headerText({ explode, json }: Binding, value: Json): string {
  if (json) return JSON.stringify(value);
  if (isScalar(value)) return text(value);
  if (Array.isArray(value)) return value.map(text).join(',');
  const entries = Object.entries(value as JsonObject);
  return entries.map(([key, one]) => `${key}${explode ? '=' : ','}${text(one)}`).join(',');
}

function deepPairs(name: string, value: Json): readonly Pair[] {
  if (isScalar(value)) return [[encode(name), encode(text(value))]];
  if (Array.isArray(value)) return value.flatMap((item) => deepPairs(`${name}[]`, item));
  return Object.entries(value as JsonObject).flatMap(([key, one]) =>
    deepPairs(`${name}[${key}]`, one),
  );
}

function listItems(value: readonly Json[]): readonly string[] {
  return value.map((item) => encode(text(item)));
}

function objectItems(value: JsonObject, between: string): readonly string[] {
  return Object.entries(value).map(([key, one]) => `${encode(key)}${between}${encode(text(one))}`);
}

function isScalar(value: Json): boolean {
  return typeof value !== 'object' || value === null;
}

// What OpenAPI has no words for, lists in lists, goes as JSON.
function text(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function encode(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
