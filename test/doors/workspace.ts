import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** A file of the repository; the path is relative to the root, with forward slashes. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

export interface Manifest {
  readonly name?: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly [field: string]: unknown;
}

/** One folder of packages/. `manifest` is empty when package.json is missing or is not JSON. */
export interface Package {
  readonly room: string;
  readonly manifest: Manifest;
  readonly files: readonly TextFile[];
}

const generated = new Set(['node_modules', 'dist', 'coverage']);
const read = /\.(ts|json|md)$/;

/**
 * Reads the text files below some folders of the repository, without what is installed or built. A folder that does not
 * exist is an empty one: git keeps no other kind.
 */
export function readFiles(root: string, folders: readonly string[]): TextFile[] {
  const present = folders.filter((path) => existsSync(join(root, path)));
  return present.flatMap((path) =>
    readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry): TextFile[] => {
      const child = posix.join(path, entry.name);
      if (entry.isDirectory()) return generated.has(entry.name) ? [] : readFiles(root, [child]);
      return read.test(child)
        ? [{ path: child, text: readFileSync(join(root, child), 'utf8') }]
        : [];
    }),
  );
}

/** Groups files by the room they lie in. */
export function packagesOf(files: readonly TextFile[]): Package[] {
  const byRoom = new Map<string, TextFile[]>();
  for (const file of files) {
    const room = /^packages\/([^/]+)\//.exec(file.path)?.[1];
    if (room !== undefined) byRoom.set(room, [...(byRoom.get(room) ?? []), file]);
  }
  return [...byRoom].map(([room, own]) => ({
    room,
    manifest: parseJson(own.find((file) => file.path === `packages/${room}/package.json`)?.text),
    files: own,
  }));
}

/** Packages that an installed copy brings along or asks its user for. Development dependencies are not among them. */
export function runtimeDependencies(manifest: Manifest): string[] {
  return Object.keys({
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.peerDependencies,
  }).sort();
}

export function parseJson(text: string | undefined): Manifest {
  try {
    return JSON.parse(text ?? '{}');
  } catch {
    return {};
  }
}
