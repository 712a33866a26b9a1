import { isDeepStrictEqual } from 'node:util';
import { moduleFacts } from './imports.ts';
import {
  type Manifest,
  type Package,
  packagesOf,
  parseJson,
  runtimeDependencies,
  type TextFile,
} from './workspace.ts';

/** How many statements a main entry may need. Core's is longer: it is the vocabulary of all other rooms. */
const maxIndexStatements = (room: string): number => (room === 'core' ? 60 : 40);

/**
 * Checks that every package has the same shape: the same files, the same fields, published exports that mirror the
 * sources, and project references that are its workspace dependencies. `files` includes the root's own JSON files.
 */
export function checkShape(files: readonly TextFile[]): string[] {
  const packages = packagesOf(files);
  return [...packages.flatMap(checkPackage), ...checkRoot(files, packages)];
}

function checkPackage(own: Package): string[] {
  const folder = `packages/${own.room}`;
  const has = (path: string): boolean =>
    own.files.some((file) => file.path === `${folder}/${path}`);
  const missing = ['README.md', 'src/index.ts', 'package.json', 'tsconfig.json']
    .filter((path) => !has(path))
    .map((path) => `${folder}: has no ${path}`);
  if (!own.files.some((file) => file.path.startsWith(`${folder}/test/`))) {
    missing.push(`${folder}: has no test folder`);
  }
  return missing.length > 0
    ? missing
    : [...checkManifest(own), ...checkConfig(own), ...checkEntries(own)];
}

/** Fields that hold the same value in every package. */
const common = {
  license: 'Apache-2.0',
  type: 'module',
  sideEffects: false,
  engines: { node: '>=22.18' },
  files: ['dist', 'src', '!dist/.tsbuildinfo'],
};

function checkManifest({ room, manifest }: Package): string[] {
  const path = `packages/${room}/package.json`;
  const expected: Readonly<Record<string, unknown>> = {
    ...common,
    name: `@ashlar/${room}`,
    publishConfig: { access: 'public', exports: publishedExports(manifest) },
  };
  const faults = Object.entries(expected).flatMap(([field, value]) =>
    isDeepStrictEqual(manifest[field], value)
      ? []
      : [`${path}: "${field}" should be ${JSON.stringify(value)}`],
  );
  if (typeof manifest.version !== 'string') faults.push(`${path}: has no "version"`);
  if (typeof manifest.description !== 'string') faults.push(`${path}: has no "description"`);
  for (const [name, range] of Object.entries({
    ...manifest.dependencies,
    ...manifest.peerDependencies,
  })) {
    if (name.startsWith('@ashlar/') && range !== 'workspace:^') {
      faults.push(`${path}: "${name}" should be "workspace:^"`);
    }
  }
  return faults;
}

/** What is published for each source entry: the compiled file and its types. */
function publishedExports({ exports = {} }: Manifest): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(exports).map(([key, target]) => {
      const built = target.replace(/^\.\/src\//, './dist/');
      return [
        key,
        built === target
          ? target
          : { types: built.replace(/\.ts$/, '.d.ts'), default: built.replace(/\.ts$/, '.js') },
      ];
    }),
  );
}

function checkConfig({ room, manifest, files }: Package): string[] {
  const path = `packages/${room}/tsconfig.json`;
  const references = runtimeDependencies(manifest)
    .filter((name) => name.startsWith('@ashlar/'))
    .map((name) => ({ path: name.replace('@ashlar/', '../') }));
  const expected = {
    extends: '../../tsconfig.base.json',
    compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
    include: ['src'],
    ...(references.length > 0 && { references }),
  };
  const actual = parseJson(files.find((file) => file.path === path)?.text);
  return isDeepStrictEqual(actual, expected)
    ? []
    : [`${path}: should be ${JSON.stringify(expected)}`];
}

function checkEntries({ room, manifest, files }: Package): string[] {
  const index = `packages/${room}/src/index.ts`;
  const entries = Object.values(manifest.exports ?? {}).map(
    (entry) => `packages/${room}/${entry.slice(2)}`,
  );
  return files.flatMap(({ path, text }) => {
    if (!path.endsWith('.ts') || !entries.includes(path)) return [];
    const faults: string[] = [];
    const { exportsAll, exportsDefault, statements, reExports } = moduleFacts(text);
    if (exportsAll) faults.push(`${path}: has an "export *"; name what it exports`);
    if (exportsDefault) faults.push(`${path}: has a default export; name what it exports`);
    if (path === index) {
      const most = maxIndexStatements(room);
      if (statements > most)
        faults.push(`${path}: has ${statements} statements, more than ${most}`);
      if (reExports < statements) faults.push(`${path}: has more than re-exports in it`);
    }
    return faults;
  });
}

/** The root builds every package and can import it in tests. */
function checkRoot(files: readonly TextFile[], packages: readonly Package[]): string[] {
  const root = (path: string): Manifest =>
    parseJson(files.find((file) => file.path === path)?.text);
  const references = JSON.stringify(root('tsconfig.json').references ?? []);
  const { devDependencies = {} } = root('package.json');
  return packages.flatMap(({ room }) => [
    ...(references.includes(`"packages/${room}"`)
      ? []
      : [`tsconfig.json: has no reference to packages/${room}`]),
    ...(devDependencies[`@ashlar/${room}`] === 'workspace:*'
      ? []
      : [`package.json: devDependencies should have "@ashlar/${room}": "workspace:*"`]),
  ]);
}
