import type { Json } from '../../json/json.ts';

/** What stands in the place of the run's id. */
export const RUN_ID = 'run';

// A short id may occur in any text by chance; a UUID does not.
const TELLING = 16;

/** The value with the run's id, times and signatures replaced by what is the same in every run. */
export function normalise(value: Json, runId: string): Json {
  if (typeof value === 'string') return replaceId(value, runId);
  if (Array.isArray(value)) return value.map((item: Json) => normalise(item, runId));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      stable(key, child) ?? normalise(child, runId),
    ]),
  );
}

function stable(key: string, value: Json): Json | undefined {
  if (key === 'at' && typeof value === 'number') return 0;
  return key === 'signature' && typeof value === 'string' ? 'signature' : undefined;
}

function replaceId(text: string, runId: string): string {
  if (text === runId) return RUN_ID;
  if (text.startsWith(`${runId}/`)) return RUN_ID + text.slice(runId.length);
  return runId.length >= TELLING ? text.replaceAll(runId, RUN_ID) : text;
}
