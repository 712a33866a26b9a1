import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkDoors } from './doors/check-doors.ts';
import { checkShape } from './doors/check-shape.ts';
import { type Manifest, readFiles, type TextFile } from './doors/workspace.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('this repository', () => {
  it('keeps every import behind the doors of the house', () => {
    expect(checkDoors(readFiles(root, ['packages', 'examples', 'test']))).toEqual([]);
  });

  it('gives every package the same shape', () => {
    const rootFiles = ['package.json', 'tsconfig.json'].map((path) => ({
      path,
      text: readFileSync(`${root}/${path}`, 'utf8'),
    }));
    expect(checkShape([...readFiles(root, ['packages']), ...rootFiles])).toEqual([]);
  });
});

describe('the checks on a planted fault', () => {
  it('find nothing wrong in a sound workspace', () => {
    expect(checkDoors(workspace({}))).toEqual([]);
    expect(checkShape(workspace({}))).toEqual([]);
  });

  it.each<[string, Changes, string]>([
    [
      'a room that is not in the table',
      manifestOf('cellar', {}),
      'packages/cellar: not in the table',
    ],
    [
      'a dependency against the layers',
      manifestOf('core', { devDependencies: { '@ashlar/rag': 'workspace:^' } }),
      'packages/core/package.json: core may not depend on rag',
    ],
    [
      'a pattern that depends on a pattern',
      manifestOf('memory', { dependencies: { '@ashlar/rag': 'workspace:^' } }),
      'packages/memory/package.json: memory may not depend on rag',
    ],
    [
      'a runtime dependency of core',
      manifestOf('core', { peerDependencies: { zod: '^4' } }),
      'packages/core/package.json: core has no runtime dependency, zod is one',
    ],
    [
      'an import against the layers, of a type only',
      { 'packages/core/src/index.ts': "export type { Rag } from '@ashlar/rag';" },
      'packages/core/src/index.ts: core may not import rag',
    ],
    [
      'an import inside an expression',
      { 'packages/core/src/index.ts': "export const rag = () => import('@ashlar/rag');" },
      'packages/core/src/index.ts: core may not import rag',
    ],
    [
      'an import written as a type',
      { 'packages/core/src/index.ts': "export type Rag = import('@ashlar/rag').Rag;" },
      'packages/core/src/index.ts: core may not import rag',
    ],
    [
      'a computed import',
      { 'packages/rag/src/index.ts': 'export const load = (name: string) => import(name);' },
      'packages/rag/src/index.ts: import() of something other than a string literal',
    ],
    [
      'a deep import',
      { 'examples/ask/main.ts': "import { x } from '@ashlar/core/src/x.ts';" },
      'examples/ask/main.ts: "@ashlar/core/src/x.ts" is a deep import',
    ],
    [
      'an import of something that is not exported',
      { 'packages/rag/src/index.ts': "import '@ashlar/core/secret';" },
      'packages/rag/src/index.ts: "@ashlar/core/secret" is not an export of core',
    ],
    [
      'a relative import out of the package',
      { 'packages/rag/test/rag.test.ts': "import '../../core/src/index.ts';" },
      'packages/rag/test/rag.test.ts: "../../core/src/index.ts" leaves the package',
    ],
    [
      'a source that imports what only tests have',
      {
        ...manifestOf('rag', { devDependencies: { vitest: '5' } }),
        'packages/rag/src/index.ts': "import 'vitest/node';",
      },
      'packages/rag/src/index.ts: imports vitest, which package.json does not list',
    ],
    [
      'a Node module behind the main entry of a neutral room',
      {
        'packages/core/src/index.ts': "export { files } from './files.ts';",
        'packages/core/src/files.ts': "import { readFile } from 'node:fs/promises';",
      },
      'packages/core/src/files.ts: imports "node:fs/promises" and is loaded by the main entry of core',
    ],
    [
      'a Node module behind a room that the main entry of a pattern imports',
      {
        'packages/rag/src/index.ts': "import '@ashlar/core/files';",
        'packages/core/src/files.ts': "await import('fs');",
      },
      'packages/core/src/files.ts: imports "fs" and is loaded by the main entry of rag',
    ],
  ])('doors: %s', (_, changes, fault) => {
    expect(checkDoors(workspace(changes))).toEqual([expect.stringContaining(fault)]);
  });

  it('doors: a type of a Node module and a sub-path of its own are allowed', () => {
    const changes = {
      'packages/core/src/index.ts': "import type { Readable } from 'node:stream';",
      'packages/core/src/files.ts': "import { readFile } from 'node:fs';",
    };
    expect(checkDoors(workspace(changes))).toEqual([]);
  });

  it.each<[string, Changes, string]>([
    ['no README', { 'packages/rag/README.md': undefined }, 'packages/rag: has no README.md'],
    [
      'no tests',
      { 'packages/rag/test/rag.test.ts': undefined },
      'packages/rag: has no test folder',
    ],
    ['no entry', { 'packages/rag/src/index.ts': undefined }, 'packages/rag: has no src/index.ts'],
    [
      'a long index',
      { 'packages/rag/src/index.ts': 'export {};\n'.repeat(41) },
      'packages/rag/src/index.ts: has 41 statements, more than 40',
    ],
    [
      'an index with code in it',
      { 'packages/rag/src/index.ts': 'export const rag = 1;' },
      'packages/rag/src/index.ts: has more than re-exports in it',
    ],
    [
      'an index that exports everything',
      { 'packages/rag/src/index.ts': "export * from './rag.ts';" },
      'packages/rag/src/index.ts: has an "export *"',
    ],
    [
      'a default export of a sub-path',
      { 'packages/core/src/files.ts': 'export default 1;' },
      'packages/core/src/files.ts: has a default export',
    ],
    [
      'another engine',
      manifestOf('core', { engines: { node: '>=18' } }),
      'packages/core/package.json: "engines" should be {"node":">=22.18"}',
    ],
    [
      'an export that is not published',
      manifestOf('core', { exports: { '.': './src/index.ts', './new': './src/new.ts' } }),
      'packages/core/package.json: "publishConfig" should be',
    ],
    [
      'a pinned version of a neighbour',
      manifestOf('rag', { dependencies: { '@ashlar/core': '^0.1.0' } }),
      'packages/rag/package.json: "@ashlar/core" should be "workspace:^"',
    ],
    [
      'a dependency without its reference',
      { 'packages/rag/tsconfig.json': config([]) },
      'packages/rag/tsconfig.json: should be',
    ],
    [
      'a package that the root does not build',
      { 'tsconfig.json': '{"references":[{"path":"packages/core"}]}' },
      'tsconfig.json: has no reference to packages/rag',
    ],
    [
      'a package that root tests cannot import',
      { 'package.json': '{"devDependencies":{"@ashlar/core":"workspace:*"}}' },
      'package.json: devDependencies should have "@ashlar/rag"',
    ],
  ])('shape: %s', (_, changes, fault) => {
    expect(checkShape(workspace(changes))).toEqual([expect.stringContaining(fault)]);
  });
});

/** New texts by path; `undefined` removes the file. */
type Changes = Readonly<Record<string, string | undefined>>;

/** A sound workspace of two rooms, with some files changed. */
function workspace(changes: Changes): TextFile[] {
  const sound: Changes = {
    'package.json': JSON.stringify({
      devDependencies: { '@ashlar/core': 'workspace:*', '@ashlar/rag': 'workspace:*' },
    }),
    'tsconfig.json': JSON.stringify({
      references: [{ path: 'packages/core' }, { path: 'packages/rag' }],
    }),
    ...manifestOf('core', {}),
    'packages/core/README.md': '# core',
    'packages/core/tsconfig.json': config([]),
    'packages/core/src/index.ts': "export { core } from './core.ts';",
    'packages/core/src/files.ts': 'export const files = 1;',
    'packages/core/test/core.test.ts': "import '../src/index.ts';",
    ...manifestOf('rag', {}),
    'packages/rag/README.md': '# rag',
    'packages/rag/tsconfig.json': config([{ path: '../core' }]),
    'packages/rag/src/index.ts': "export { core } from '@ashlar/core';",
    'packages/rag/test/rag.test.ts': "import '../src/index.ts';",
    'examples/ask/main.ts': "import { core } from '@ashlar/core/files';",
  };
  return Object.entries({ ...sound, ...changes }).flatMap(([path, text]) =>
    text === undefined ? [] : [{ path, text }],
  );
}

function manifestOf(room: string, fields: Manifest): Changes {
  const entry = (name: string): object => ({
    types: `./dist/${name}.d.ts`,
    default: `./dist/${name}.js`,
  });
  const manifest = {
    name: `@ashlar/${room}`,
    version: '0.0.0',
    description: room,
    license: 'Apache-2.0',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=22.18' },
    files: ['dist', 'src', '!dist/.tsbuildinfo'],
    exports: { '.': './src/index.ts', './files': './src/files.ts' },
    publishConfig: {
      access: 'public',
      exports: { '.': entry('index'), './files': entry('files') },
    },
    ...(room === 'rag' && { dependencies: { '@ashlar/core': 'workspace:^' } }),
    ...fields,
  };
  return { [`packages/${room}/package.json`]: JSON.stringify(manifest) };
}

function config(references: readonly { readonly path: string }[]): string {
  return JSON.stringify({
    extends: '../../tsconfig.base.json',
    compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
    include: ['src'],
    ...(references.length > 0 && { references }),
  });
}
