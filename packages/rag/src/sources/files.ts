import type { Stats } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { AshlarError } from '@ashlar/core';
import type {} from '../errors.ts';
import { readRegular } from '../folder/read-regular.ts';
import type { DocumentAttributes } from '../index/document.ts';
import type { SkipReason, SourceItem } from '../ingest/source-file.ts';

/** A file with what is known of it. */
export interface FileEntry extends DocumentAttributes {
  /** Relative to the root, or absolute and inside of it. */
  readonly path: string;
}

/** Options of {@link files}. */
export interface FilesOptions {
  /** No file outside of it is read. */
  readonly root: string;
  /** Larger files are skipped. @default 20000000 */
  readonly maxBytes?: number;
}

/**
 * Some files of a folder, for `index.ingest`, each with metadata, groups and card of its own where it has them. Sources are paths
 * relative to the root. A path that leads out of the root, by `..` or by a symbolic link, is skipped, and reported; so is one
 * where there is no file. Files are read when they are ingested.
 *
 * @throws AshlarError `folder.unavailable` when there is no root
 */
export async function files(
  entries: Iterable<FileEntry | string>,
  { root, maxBytes = 20_000_000 }: FilesOptions,
): Promise<SourceItem[]> {
  const base = await realpath(root).catch((cause) => {
    const message = `There is no folder ${root}, or no permission to read it.`;
    throw new AshlarError('folder.unavailable', message, { facts: { path: root }, cause });
  });
  const items: SourceItem[] = [];
  for (const entry of entries) {
    const { path, ...attributes } = typeof entry === 'string' ? { path: entry } : entry;
    // The root may itself lie behind a link: what is given below its name is below what it means.
    const below = isAbsolute(path) ? relative(resolve(root), path) : path;
    items.push(await toItem(path, resolve(base, below), attributes, base, maxBytes));
  }
  return items;
}

async function toItem(
  given: string,
  path: string,
  attributes: DocumentAttributes,
  root: string,
  maxBytes: number,
): Promise<SourceItem> {
  const source = relative(root, path).split(sep).join('/');
  const skip = (skipped: SkipReason, why: string): SourceItem => ({
    source: given,
    skipped,
    message: `${given} ${why}.`,
  });
  if (source === '' || source.startsWith('../') || source === '..' || !path.startsWith(root)) {
    return skip('unreadable', 'leads out of the folder');
  }
  let stats: Stats;
  try {
    stats = await lstat(path);
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    // Whatever else goes wrong does not say that the file is gone.
    if (code === 'ENOENT' || code === 'ENOTDIR') return skip('missing', 'is not there');
    return skip('unreadable', 'cannot be looked at');
  }
  if (stats.isSymbolicLink() || (await realpath(path)) !== path) {
    return skip('link', 'is a symbolic link, or lies behind one');
  }
  if (!stats.isFile()) return skip('unreadable', 'is no file');
  if (stats.size > maxBytes) {
    return skip('too-large', `has ${stats.size} bytes, more than ${maxBytes}`);
  }
  return { source, ...attributes, read: () => readRegular(path, root, maxBytes) };
}
