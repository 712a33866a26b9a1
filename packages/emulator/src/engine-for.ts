import type { ServiceError } from './errors.ts';
import type { EngineFor, Wanted } from './options.ts';

/**
 * The engine that stands behind an id.
 *
 * @param isEngine tells an engine from a record of engines
 * @param refuse the service's error for an id that it does not know
 */
export function engineFor<T extends object>(
  engines: EngineFor<T> | undefined,
  id: string,
  isEngine: (value: object) => value is T,
  refuse: (id: string) => ServiceError,
  wanted: Wanted = {},
): T {
  const engine = findEngine(engines, id, isEngine, wanted);
  if (engine === undefined) throw refuse(id);
  return engine;
}

/** The same, with nothing for an id that is not known. */
export function findEngine<T extends object>(
  engines: EngineFor<T> | undefined,
  id: string,
  isEngine: (value: object) => value is T,
  wanted: Wanted = {},
): T | undefined {
  if (engines === undefined) return undefined;
  if (typeof engines === 'function') return engines(id, wanted);
  if (isEngine(engines)) return engines;
  const record: { readonly [id: string]: T } = engines;
  const key = [id, id.split('/').at(-1) ?? id].find((name) => Object.hasOwn(record, name));
  return key === undefined ? undefined : record[key];
}
