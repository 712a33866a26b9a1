import type { Json } from '../json.ts';
import { formatPath, type JsonPath } from '../json-path.ts';

/** One way in which a value does not fit its schema. */
export interface JsonIssue {
  /** Where, for example `$.items[3].when`. */
  readonly path: string;
  /** What was asked for and what is there, for a person or a model that is asked again. */
  readonly message: string;
}

/** Makes an issue. */
export function issueAt(path: JsonPath, message: string): JsonIssue {
  return { path: formatPath(path), message };
}

/** Names the JSON type of a value. */
export function typeOf(value: Json): 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object' {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as 'boolean' | 'number' | 'string' | 'object';
}

/** Whether a value has the type that a schema names; `integer` is a number without a fraction. */
export function hasType(value: Json, type: unknown): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeOf(value) === type;
}

/** A short form of a value for a message: scalars as JSON, of containers one level. */
export function brief(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(cut(value));
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${cut(value.slice(0, 12).map(shallow).join(', '))}]`;
  return `{${cut(Object.keys(value).slice(0, 12).join(', '))}}`;
}

function shallow(value: unknown): string {
  if (Array.isArray(value)) return '[…]';
  return typeof value === 'object' && value !== null ? '{…}' : brief(value);
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
