import { createHash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { parseJson } from '../parse-json.ts';
import { at, booleanAt, numberAt, objectAt, stringAt } from '../wire/read.ts';

/** One exchange as it was recorded: redacted, without any header of the request. */
export interface Recording {
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly request: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The answer's bytes as base64. */
  readonly body: string;
  /** False when the upstream broke off; a replay breaks off as well. */
  readonly complete: boolean;
}

/** Recordings in a file, one JSON object a line. */
export interface Cassette {
  /** The next recording of a key, in the order in which they were made; the last one again when there are no more. */
  next(key: string): Recording | undefined;
  append(recording: Recording): Promise<void>;
  /** Settles when everything is written; rejects when something could not be. */
  written(): Promise<void>;
}

/** What makes two requests the same. */
export function keyOf(method: string, path: string, request: string): string {
  return createHash('sha256').update([method, path, request].join('\n')).digest('hex').slice(0, 32);
}

/**
 * @param writable whether something will be recorded: then the file is made when it does not exist
 * @throws Error that names the line that is no recording, or says that the file cannot be written
 */
export async function openCassette(file: string, writable: boolean): Promise<Cassette> {
  if (writable) {
    await appendFile(file, '').catch((cause: NodeJS.ErrnoException) => {
      throw new Error(
        `The cassette ${file} cannot be written (${cause.code}). Make its folder, or name another file.`,
        { cause },
      );
    });
  }
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const byKey = new Map<string, Recording[]>();
  const keep = (recording: Recording): void => {
    byKey.set(recording.key, [...(byKey.get(recording.key) ?? []), recording]);
  };
  text.split('\n').forEach((line, index) => {
    if (line.trim() !== '') keep(parseRecording(line, `${file}:${index + 1}`));
  });
  const played = new Map<string, number>();
  let writing = Promise.resolve();
  return {
    next: (key) => {
      const all = byKey.get(key) ?? [];
      const n = played.get(key) ?? 0;
      played.set(key, n + 1);
      return all[Math.min(n, all.length - 1)];
    },
    append: (recording) => {
      keep(recording);
      played.set(recording.key, byKey.get(recording.key)?.length ?? 0);
      writing = writing.then(() => appendFile(file, `${JSON.stringify(recording)}\n`));
      // Whoever waits is told; nobody has to.
      writing.catch(() => {});
      return writing;
    },
    written: () => writing,
  };
}

function parseRecording(line: string, place: string): Recording {
  const value = parseJson(line);
  const key = stringAt(value, 'key');
  const status = numberAt(value, 'status');
  const body = stringAt(value, 'body');
  if (key === undefined || status === undefined || body === undefined) {
    throw new Error(`${place} is no recording. Delete the line, or record the cassette anew.`);
  }
  const headers = Object.entries(objectAt(value, 'headers') ?? {}).map(
    ([name, header]) => [name, String(header)] as const,
  );
  return {
    key,
    status,
    body,
    method: stringAt(value, 'method') ?? '',
    path: stringAt(value, 'path') ?? '',
    request: String(at(value, 'request') ?? ''),
    headers: Object.fromEntries(headers),
    complete: booleanAt(value, 'complete') ?? true,
  };
}
