import { isAshlarError } from '@ashlar/core';
import { generationUnknown } from '../errors.ts';
import type { Generation, GenerationStore, VectorIdentity } from '../index/generation.ts';
import { describeVectors } from '../index/vector-identity.ts';
import type { Database } from './database.ts';
import {
  beginGeneration,
  countMissing,
  dropGeneration,
  fillPassages,
  findGeneration,
  missingPassages,
  type StoredGeneration,
  serveGeneration,
  storedGenerations,
} from './generations.ts';
import { readSetting } from './settings.ts';

/** The generations of an index file. `onChange` hears that vectors have changed, and which ones serve from now on. */
export function generationStore(
  opened: () => Database,
  onChange: (serving?: StoredGeneration) => void,
): GenerationStore {
  const known = (vectors: VectorIdentity): number => {
    const generation = findGeneration(opened(), vectors);
    if (generation === undefined) throw generationUnknown(describeVectors(vectors));
    return generation.number;
  };
  return {
    async list() {
      const database = opened();
      return database.read(() => {
        const serving = readSetting(database, 'serving');
        const previous = readSetting(database, 'previous');
        const all = [{ number: 0, vectors: undefined }, ...storedGenerations(database)];
        return all.map(({ number, vectors }): Generation => {
          const name = String(number);
          const state = name === serving ? 'serving' : name === previous ? 'previous' : 'spare';
          return { vectors, state, missing: countMissing(database, number) };
        });
      });
    },
    async begin(vectors) {
      opened().write(() => beginGeneration(opened(), vectors));
    },
    async missing(vectors, limit) {
      return opened().read(() => missingPassages(opened(), known(vectors), limit));
    },
    async fill(vectors, passages) {
      opened().write(() => fillPassages(opened(), known(vectors), passages));
      onChange();
    },
    async serve(vectors, { complete }) {
      onChange(opened().write(() => serveGeneration(opened(), vectors, complete)));
    },
    async drop(vectors) {
      opened().write(() => dropGeneration(opened(), vectors));
      reclaim(opened());
    },
  };
}

/** Gives free pages back to the disk. While somebody else writes they stay, and are used again. */
function reclaim(database: Database): void {
  try {
    database.execute('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (!isAshlarError(error, 'index.busy')) throw error;
  }
}
