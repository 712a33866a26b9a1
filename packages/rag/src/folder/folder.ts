import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { AshlarError } from '@ashlar/core';
import type {} from '../errors.ts';
import type { SkipReason, SourceItem } from '../ingest/source-file.ts';
import { readRegular } from './read-regular.ts';

/** Options of {@link folder}. */
export interface FolderOptions {
  /** Larger files are skipped. @default 10000000 */
  readonly maxBytes?: number;
}

/**
 * The files of a folder and everything below it, or one file, for `index.ingest`. Sources are paths relative to the folder with
 * forward slashes, in the order of their names.
 *
 * Nothing outside of the folder is read: symbolic links are skipped, and reported. Hidden entries and `node_modules` are left
 * out. Files are read when they are ingested, not now.
 *
 * @throws AshlarError `folder.unavailable` when the path is not there or may not be read
 */
export async function folder(path: string, options: FolderOptions = {}): Promise<SourceItem[]> {
  const { maxBytes = 10_000_000 } = options;
  const root = await realpath(path).catch((error) => unavailable(path, error));
  const found = await stat(root).catch((error) => unavailable(path, error));
  if (found.isFile()) return [toItem(root, dirname(root), found, maxBytes)];
  const items: SourceItem[] = [];
  const entries = await list(root).catch((error) => unavailable(path, error));
  await walk(root, entries, root, maxBytes, items);
  return items;
}

async function walk(
  directory: string,
  entries: readonly Dirent[],
  root: string,
  maxBytes: number,
  items: SourceItem[],
): Promise<void> {
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (entry.isSymbolicLink()) items.push(skip(path, root, 'link', 'is a symbolic link'));
    else if (entry.isDirectory()) {
      try {
        await walk(path, await list(path), root, maxBytes, items);
      } catch (error) {
        items.push(skip(path, root, 'unreadable', `cannot be read: ${describe(error)}`));
      }
    } else if (entry.isFile()) {
      const stats = await lstat(path).catch(() => undefined);
      items.push(toItem(path, root, stats, maxBytes));
    }
  }
}

async function list(directory: string): Promise<Dirent[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function toItem(
  path: string,
  root: string,
  stats: Stats | undefined,
  maxBytes: number,
): SourceItem {
  if (stats !== undefined && stats.size > maxBytes) {
    return skip(path, root, 'too-large', `has ${stats.size} bytes, more than ${maxBytes}`);
  }
  return { source: sourceOf(path, root), read: () => readRegular(path, root, maxBytes) };
}

function skip(path: string, root: string, skipped: SkipReason, why: string): SourceItem {
  const source = sourceOf(path, root);
  return { source, skipped, message: `${source} ${why}.` };
}

function sourceOf(path: string, root: string): string {
  const source = relative(root, path) || basename(path);
  return sep === '/' ? source : source.split(sep).join('/');
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unavailable(path: string, cause: unknown): never {
  const code = (cause as { readonly code?: unknown }).code;
  const why =
    code === 'ENOENT'
      ? 'There is nothing at'
      : code === 'EACCES' || code === 'EPERM'
        ? 'There is no permission to read'
        : `${describe(cause)}:`;
  throw new AshlarError('folder.unavailable', `${why} ${path}.`, { facts: { path }, cause });
}
