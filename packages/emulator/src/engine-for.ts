import { ServiceError, validationError } from './errors.ts';
import type { EngineFor, Wanted } from './options.ts';

/**
 * The engine that stands behind a model id.
 *
 * @param isEngine tells an engine from a record of engines
 * @throws ServiceError as the service refuses an id that it does not know
 */
export function engineFor<T extends object>(
  engines: EngineFor<T> | undefined,
  modelId: string,
  wanted: Wanted,
  isEngine: (value: object) => value is T,
): T {
  const engine = find(engines, modelId, wanted, isEngine);
  if (engine !== undefined) return engine;
  throw modelId.startsWith('arn:')
    ? new ServiceError('ResourceNotFoundException', 404, {
        message: `Could not resolve the foundation model from the provided model identifier. The emulator has no engine for ${modelId}.`,
      })
    : validationError(
        `The provided model identifier is invalid. The emulator has no engine for ${modelId}.`,
      );
}

function find<T extends object>(
  engines: EngineFor<T> | undefined,
  modelId: string,
  wanted: Wanted,
  isEngine: (value: object) => value is T,
): T | undefined {
  if (engines === undefined) return undefined;
  if (typeof engines === 'function') return engines(modelId, wanted);
  if (isEngine(engines)) return engines;
  const record: { readonly [id: string]: T } = engines;
  return Object.hasOwn(record, modelId) ? record[modelId] : undefined;
}
