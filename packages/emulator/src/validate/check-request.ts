import type { JsonObject } from '@ashlar/core';
import type { Route } from '../server/route.ts';

export function checkRequest(_route: Route, _body: JsonObject): readonly string[] {
  return [];
}
