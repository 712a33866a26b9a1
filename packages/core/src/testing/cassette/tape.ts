import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ChatEvent, ChatRequest } from '../../chat.ts';
import type { ErrorRecord } from '../../errors.ts';

/** One call and what came of it. */
export interface TapeEntry {
  readonly model: string;
  readonly key: string;
  readonly request: ChatRequest;
  /** What the stream gave; of a whole answer the finish alone. */
  readonly events?: readonly ChatEvent[];
  /** What the call rejected with, after `events`. */
  readonly error?: ErrorRecord;
}

/** A file with recorded calls. */
export interface Tape {
  read(): Promise<readonly TapeEntry[]>;
  write(entries: readonly TapeEntry[]): Promise<void>;
}

/** A tape in a JSON file, which is written whole or not at all. */
export function fileTape(file: string): Tape {
  let writing: Promise<void> = Promise.resolve();

  async function save(entries: readonly TapeEntry[]): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.part`, `${JSON.stringify({ format: 1, entries }, null, 2)}\n`);
    await rename(`${file}.part`, file);
  }

  return {
    async read() {
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      if (text === undefined) return [];
      const { format, entries } = JSON.parse(text) as { format?: unknown; entries: TapeEntry[] };
      if (format !== 1) throw new Error(`${file} is not a cassette of format 1: record it again.`);
      return entries;
    },
    write(entries) {
      const own = entries.slice();
      writing = writing.then(() => save(own));
      return writing;
    },
  };
}
