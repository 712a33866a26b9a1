import type { Json } from '@ashlar/core';
import { ServiceError } from '../errors.ts';
import { isList, isObject } from '../wire/read.ts';
import { checkConstraint } from './check-constraint.ts';
import { type ServiceModel, serviceModels } from './service-model.ts';
import type { ShapeType, Structure } from './shape.ts';

export interface ShapeReport {
  /** Broken limits, in the service's words. */
  readonly violations: readonly string[];
  /** Members that the published client does not know, as paths. */
  readonly unknown: readonly string[];
}

/**
 * Holds a body against a structure: types, required members, limits.
 *
 * @throws ServiceError `SerializationException` for a value of the wrong type
 */
export function checkShape(
  body: Json,
  structure: string,
  model: ServiceModel = serviceModels.runtime,
): ShapeReport {
  const violations: string[] = [];
  const unknown: string[] = [];
  const report = { violations, unknown, model };
  checkValue(body, { kind: 'structure', name: structure }, [], report);
  return { violations, unknown };
}

interface Report {
  readonly model: ServiceModel;
  readonly violations: string[];
  readonly unknown: string[];
}

type Path = readonly string[];

function checkValue(value: Json, type: ShapeType, path: Path, report: Report): void {
  switch (type.kind) {
    case 'json':
      return;
    case 'string':
    case 'number':
    case 'boolean':
      if (typeof value !== type.kind) throw mismatch(value, type.kind, path);
      return;
    case 'blob':
      if (typeof value !== 'string' || !isBase64(value)) throw mismatch(value, 'base64', path);
      return;
    case 'list':
      if (!isList(value)) throw mismatch(value, 'list', path);
      value.forEach((item, index) => {
        checkValue(item, type.of, [...path, String(index + 1), 'member'], report);
      });
      return;
    case 'map':
      if (!isObject(value)) throw mismatch(value, 'map', path);
      for (const [key, item] of Object.entries(value)) {
        checkValue(item, type.of, [...path, key], report);
      }
      return;
    case 'structure': {
      const structure = report.model.structures.get(type.name);
      if (!isObject(value)) throw mismatch(value, 'structure', path);
      if (structure !== undefined) checkStructure(value, structure, path, report);
    }
  }
}

function checkStructure(
  value: { readonly [key: string]: Json },
  structure: Structure,
  path: Path,
  report: Report,
): void {
  let set = 0;
  for (const [key, item] of Object.entries(value)) {
    const member = structure.members.get(key);
    if (member === undefined) report.unknown.push([...path, key].join('.'));
    if (item !== null) set += 1;
    if (member === undefined || (item === null && member.type.kind !== 'json')) continue;
    const at = [...path, key];
    checkValue(item, member.type, at, report);
    const constraint = report.model.constraints[`${nameOf(structure)}.${key}`];
    if (constraint !== undefined) report.violations.push(...checkConstraint(item, constraint, at));
  }
  for (const [key, { required, type }] of structure.members) {
    const absent = !Object.hasOwn(value, key) || (value[key] === null && type.kind !== 'json');
    if (required && absent) {
      report.violations.push(
        `Value null at '${[...path, key].join('.')}' failed to satisfy constraint: Member must not be null`,
      );
    }
  }
  if (structure.union && set !== 1) {
    report.violations.push(
      `Value at '${path.join('.')}' failed to satisfy constraint: Exactly one member of ${structure.name} must be set, ${set} are`,
    );
  }
}

// A streaming request has the members of its unary twin but one, whose limits stand under its own name.
function nameOf({ name }: Structure): string {
  return twins.get(name) ?? name;
}

const twins: ReadonlyMap<string, string> = new Map([
  ['ConverseStreamRequest', 'ConverseRequest'],
  ['RetrieveAndGenerateStreamRequest', 'RetrieveAndGenerateRequest'],
]);

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && base64.test(text);
}

function mismatch(value: Json, expected: string, path: Path): ServiceError {
  const found = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
  return new ServiceError('SerializationException', 400, {
    message: `Value of type ${found} at '${path.join('.')}' can not be converted to ${expected}`,
  });
}
