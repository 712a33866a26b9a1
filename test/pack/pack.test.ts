import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { checkSnippets } from '../docs/check-snippets.ts';
import { extractSnippets, type Snippet } from '../docs/extract-snippets.ts';
import { documentation } from '../docs/pages.ts';
import { moduleFacts } from '../doors/imports.ts';
import { installPacked } from './install-packed.ts';
import { runCommand } from './run-command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packed = inject('packed');
const tarballs = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));

describe.each(packed)('the tarball of $name', ({ tarball, files }) => {
  it('holds the compiled files, the sources, the licence and the README, and nothing else', () => {
    const missing = ['LICENSE', 'README.md', 'package.json'].filter(
      (path) => !files.includes(path),
    );
    expect(missing).toEqual([]);
    const others = files.filter(
      (path) =>
        !/^(dist|src)\/.*(\.js|\.js\.map|\.d\.ts|\.d\.ts\.map|\.ts)$/.test(path) &&
        !/^(LICENSE|README\.md|CHANGELOG\.md|package\.json)$/.test(path),
    );
    expect(others).toEqual([]);
  });

  it('has every module once, in one file per entry and what they share', async () => {
    const modules: string[] = [];
    for (const path of files.filter((file) => file.endsWith('.js.map'))) {
      const map = await runCommand('tar', ['-xOf', tarball, `package/${path}`], root);
      const { sources }: { sources: string[] } = JSON.parse(map);
      modules.push(...sources.map((source) => posix.join(posix.dirname(path), source)));
    }
    expect(modules).not.toEqual([]);
    expect(modules.filter((path, index) => modules.indexOf(path) !== index)).toEqual([]);
  });

  it('passes publint', async () => {
    await runCommand('publint', [tarball, '--strict'], root);
  });

  it('has types that every way of importing it resolves', async () => {
    await runCommand('attw', [tarball, '--profile', 'esm-only'], root);
  });
});

describe('a folder outside the workspace, with the tarballs installed by npm', () => {
  it('loads the main entry of every package', async () => {
    // At the versions of the workspace: npm would take the newest of each, whether or not it can be had today.
    const folder = await installPacked({ ...versions(peers({ optional: false })), ...tarballs });
    const imports = packed.map(({ name }) => `await import('${name}');`);
    writeFileSync(join(folder, 'main.js'), imports.join('\n'));
    await runCommand(process.execPath, ['main.js'], folder);
  });

  it('compiles and runs the code blocks of the documentation', async () => {
    const snippets = documentation(root).flatMap((page) => extractSnippets(page).snippets);
    const names = [...external(snippets), ...peers({ optional: true })];
    const types = ['@types/node', ...typesOf(names)];
    const folder = await installPacked({ ...versions([...names, ...types]), ...tarballs });
    expect(await checkSnippets(snippets, folder, { types: 'published' })).toEqual([]);
  });
});

/** Packages of others that code blocks import. */
function external(snippets: readonly Snippet[]): string[] {
  const names = snippets
    .flatMap(({ text }) => moduleFacts(text).imports)
    .flatMap(({ specifier }) => /^(?:@[^/]+\/)?[^./][^/]*/.exec(specifier ?? '')?.[0] ?? [])
    .filter((name) => !isBuiltin(name) && !name.startsWith('@ashlar/'));
  return [...new Set(names)];
}

/** The peers of our packages; the optional ones are those of sub-paths: who has a driver's store has the driver. */
function peers({ optional }: { readonly optional: boolean }): string[] {
  return rooms().flatMap((room) => {
    const { peerDependencies = {}, peerDependenciesMeta = {} } = read(join(root, room));
    return Object.keys(peerDependencies).filter(
      (name) => (peerDependenciesMeta[name]?.optional ?? false) === optional,
    );
  });
}

/** The packages of types that the workspace has for those that bring none. */
function typesOf(names: readonly string[]): string[] {
  return names.map((name) => `@types/${name}`).filter((name) => installed(name) !== undefined);
}

/** The versions that the workspace has installed. */
function versions(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const folder = installed(name);
      if (folder === undefined) throw new Error(`${name} is needed, and is not installed`);
      return [name, read(folder).version];
    }),
  );
}

function installed(name: string): string | undefined {
  return ['.', ...rooms()]
    .map((owner) => join(root, owner, 'node_modules', name))
    .find((folder) => existsSync(folder));
}

function rooms(): string[] {
  return readdirSync(join(root, 'packages')).map((room) => join('packages', room));
}

interface Manifest {
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

function read(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
