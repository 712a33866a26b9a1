import type { Check } from '@ashlar/core';

/** A check that calls out, looks at everything and finds nothing. */
export function passing(over: Partial<Check> = {}): Check {
  return {
    id: 'passing',
    stages: ['input', 'output'],
    origins: ['user', 'model'],
    cost: 'remote',
    inspect: () => Promise.resolve([]),
    ...over,
  };
}
