import { isStorageError, StorageError, type StorageErrorCode } from '../errors.ts';

/** First words of the server's replies, or names of the client's errors, and what they mean here. */
const meanings: readonly (readonly [RegExp, StorageErrorCode, string])[] = [
  [/^(BUSY|LOADING|TRYAGAIN|MASTERDOWN)\b/, 'storage.busy', 'The server is busy. Try again.'],
  [/^OOM\b/, 'storage.unavailable', 'The server has no memory left. Give it more, or erase.'],
  [/^(READONLY)\b/, 'storage.unavailable', 'This is a replica. Connect to the primary.'],
  [/^(MISCONF)\b/, 'storage.unavailable', 'The server cannot write to its disk.'],
  [/^(NOAUTH|WRONGPASS)\b/, 'storage.unavailable', 'The server refused the user or the password.'],
  [/^NOPERM\b/, 'storage.unavailable', 'The user may not run this command. Grant it.'],
  [/^(CROSSSLOT|MOVED|ASK)\b/, 'storage.unavailable', 'Redis Cluster is not supported.'],
  [
    /^WRONGTYPE\b/,
    'storage.corrupt',
    'A key of ours holds something else. Use a prefix of its own.',
  ],
  [
    /^(SimpleError|ErrorReply|ReplyError)\b/,
    'storage.unavailable',
    'The server refused the command.',
  ],
];

/** Whether the server does not know the hash of a script (yet, or after a restart). */
export function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}

/**
 * Passes our own errors on and translates those of `redis`. The original is not kept as the cause: it can hold the connection
 * string, hosts and stored data.
 */
export function redisError(error: unknown): StorageError {
  if (isStorageError(error)) return error;
  const { message = '', name = '' } = error instanceof Error ? error : {};
  for (const text of [message, name]) {
    const known = meanings.find(([pattern]) => pattern.test(text));
    if (known === undefined) continue;
    const [word] = known[0].exec(text) ?? [''];
    return new StorageError(known[1], `Redis (${word}): ${known[2]}`);
  }
  return new StorageError(
    'storage.unavailable',
    'Redis: The server cannot be reached or the connection broke. A write that was under way may have happened: read before you repeat it.',
  );
}
