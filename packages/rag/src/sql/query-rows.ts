import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { AshlarError } from '@ashlar/core';
import type { QueryReply, QueryRequest } from './query-request.ts';

/** A door of this package, so that it is found wherever the code around it is bundled to. */
const PROCESS = '@ashlar/rag/sql-process';

export interface QueryLimits {
  readonly ms: number;
  readonly signal: AbortSignal;
}

/**
 * Runs one statement in a process of its own, which is killed when its time is over: SQLite cannot be interrupted from within, and a
 * thread that is in the middle of a step cannot be ended. Costs the start of a process, some 50 ms.
 *
 * @throws AshlarError `sql.timeout`, `sql.unavailable`
 */
export async function queryRows(
  request: QueryRequest,
  { ms, signal }: QueryLimits,
): Promise<Exclude<QueryReply, { readonly unavailable: string }>> {
  signal.throwIfAborted();
  const child = fork(createRequire(import.meta.url).resolve(PROCESS), {
    // Nothing of this process goes along: no secrets, no debugger.
    env: {},
    execArgv: ['--max-old-space-size=128'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const stop = (): void => {
    child.kill('SIGKILL');
  };
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, ms);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const reply = await new Promise<QueryReply>((resolve, reject) => {
      child.once('message', (message) => resolve(message as QueryReply));
      child.once('error', reject);
      child.once('exit', (code, killed) =>
        resolve({ unavailable: `its process ended with ${killed ?? code}` }),
      );
      child.send(request, (error) => {
        if (error) reject(error);
      });
    });
    if (!('unavailable' in reply)) return reply;
    signal.throwIfAborted();
    if (late) throw timedOut(request.sql, ms);
    throw unavailable(request.file, reply.unavailable);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    stop();
  }
}

function timedOut(sql: string, ms: number): AshlarError<'sql.timeout'> {
  return new AshlarError(
    'sql.timeout',
    `The query ran longer than ${ms} ms and was killed. Ask for less, add an index, or raise timeoutMs.`,
    { facts: { sql, ms } },
  );
}

function unavailable(file: string, reason: string): AshlarError<'sql.unavailable'> {
  return new AshlarError(
    'sql.unavailable',
    `The database ${file} cannot be asked: ${reason}. Check the file, and that the card names tables and columns as they are.`,
    { facts: { where: file } },
  );
}
