import type { Json } from '@ashlar/core';
import type { OperationSpec } from '../src/server/operation.ts';
import { checkShape } from '../src/validate/check-shape.ts';
import { parseShapes } from '../src/validate/shape.ts';
import { deriveShapes } from './derive/derive-shapes.ts';

/**
 * What is wrong with a body that the emulator answered, held against the client's own schema: wrong types throw, required
 * members that are missing and members that nobody published are listed.
 */
export function answerFaults(
  body: Json,
  structure: string,
  service: OperationSpec['service'],
): readonly string[] {
  const model = { structures: parseShapes(deriveShapes(service, [structure])), constraints: {} };
  const { violations, unknown } = checkShape(body, structure, model);
  return [...violations, ...unknown.map((path) => `unknown ${path}`)];
}
