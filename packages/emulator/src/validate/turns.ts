import type { Json, JsonObject } from '@ashlar/core';
import { at, listAt, objectAt, stringAt } from '../wire/read.ts';

/** One message with its place in the request. */
export interface Turn {
  readonly place: string;
  readonly role: string;
  readonly content: readonly Json[];
}

/** The messages without those of the role `system`, which may stand anywhere. */
export function turnsOf(body: JsonObject): readonly Turn[] {
  return (listAt(body, 'messages') ?? []).flatMap((message, index) => {
    const role = stringAt(message, 'role') ?? '';
    const content = listAt(message, 'content') ?? [];
    return role === 'system' ? [] : [{ place: `messages.${index}`, role, content }];
  });
}

/** The request's tools, as they came. */
export function toolsOf(body: JsonObject): readonly Json[] {
  return listAt(objectAt(body, 'toolConfig'), 'tools') ?? [];
}

/** The fault of the first item that has one. */
export function first<T>(
  items: readonly T[],
  check: (item: T, index: number, items: readonly T[]) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const fault = check(item, index, items);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The fault of the first content block that has one. */
export function firstBlock(
  body: JsonObject,
  check: (block: Json, where: { place: string; role: string }) => string | undefined,
): string | undefined {
  return first(turnsOf(body), ({ place, role, content }) =>
    first(content, (block, index) => check(block, { place: `${place}.content.${index}`, role })),
  );
}

/** Whether a message has a block of this kind. */
export function has(content: readonly Json[], kind: string): boolean {
  return content.some((block) => at(block, kind) !== undefined);
}
