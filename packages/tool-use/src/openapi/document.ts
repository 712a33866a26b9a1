import type { JsonSchema } from '@ashlar/core';
import { isSchema } from '../define/is-schema.ts';
import { invalidDocument } from './errors.ts';

/** A parsed OpenAPI document, or a part of one. What is read of it is checked where it is read. */
export type OpenApiObject = JsonSchema;

const longestChain = 20;

/**
 * Follows a reference inside the document, also one to a reference.
 *
 * @throws openapi.invalid when it leads nowhere, to another file, or in a circle
 */
export function deref(document: OpenApiObject, value: unknown, where: string): OpenApiObject {
  let current = value;
  for (let step = 0; step < longestChain; step += 1) {
    if (!isSchema(current)) throw invalidDocument(where, 'an object should be there');
    if (typeof current.$ref !== 'string') return current;
    current = lookUp(document, current.$ref, where);
  }
  throw invalidDocument(where, 'its reference leads in a circle');
}

/** The part of the document at a reference such as `#/components/schemas/Pet`. */
export function lookUp(document: OpenApiObject, ref: string, where: string): unknown {
  if (!ref.startsWith('#/')) {
    throw invalidDocument(where, `it refers to ${ref}: bundle the document into one file first`);
  }
  let place: unknown = document;
  for (const token of ref.slice(2).split('/')) {
    const key = decode(token);
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, key)) {
      throw invalidDocument(where, `it refers to ${ref}, which is not in the document`);
    }
    place = (place as Readonly<Record<string, unknown>>)[key];
  }
  return place;
}

function decode(token: string): string {
  let text = token;
  try {
    text = decodeURIComponent(token);
  } catch {
    // A percent sign of its own.
  }
  return text.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The members of an object that are objects; empty for anything else. */
export function objectEntries(value: unknown): readonly (readonly [string, OpenApiObject])[] {
  if (!isSchema(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, OpenApiObject] =>
    isSchema(entry[1]),
  );
}

/** The items of a list; empty for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that says something; else undefined. */
export function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
