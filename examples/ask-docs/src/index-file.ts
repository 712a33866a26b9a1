import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { UsageError } from './usage-error.ts';

/**
 * The file that holds the index of a folder: one per folder and embedder, in the user's cache (`$XDG_CACHE_HOME`, else `~/.cache`). Never inside
 * the folder itself: when the cache lies in there, the system's temporary folder is used.
 *
 * @throws UsageError when its folder cannot be made
 */
export async function indexFile(
  docs: string,
  chosen: string | undefined,
  embedder: string | undefined,
): Promise<string> {
  const root = await realpath(docs).catch(() => docs);
  const file = chosen ?? join(cacheFor(root), `${nameOf(root, embedder)}.sqlite`);
  try {
    await mkdir(dirname(file), { recursive: true });
  } catch (error) {
    const why = (error as Error).message;
    throw new UsageError(
      `The index cannot be kept at ${file}: ${why}. Choose a place with --index.`,
    );
  }
  return file;
}

function cacheFor(root: string): string {
  const { XDG_CACHE_HOME } = process.env;
  const caches = [XDG_CACHE_HOME || join(homedir(), '.cache'), tmpdir()];
  const outside = caches.find((cache) => relative(root, cache).startsWith('..'));
  return join(outside ?? tmpdir(), 'ashlar', 'ask-docs');
}

function nameOf(root: string, embedder: string | undefined): string {
  const identity = embedder === undefined ? root : `${root}\n${embedder}`;
  return createHash('sha256').update(identity).digest('hex').slice(0, 16);
}
