import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { type Import, moduleFacts } from './imports.ts';
import { rooms } from './layers.ts';
import { type Package, packagesOf, runtimeDependencies, type TextFile } from './workspace.ts';

/**
 * Holds what packages declare and what their sources import against the table of rooms. Each fault is one sentence that
 * begins with the path of the file to mend.
 */
export function checkDoors(files: readonly TextFile[]): string[] {
  const packages = packagesOf(files);
  const modules = new Map(
    files
      .filter((file) => file.path.endsWith('.ts'))
      .map((file): [string, readonly Import[]] => [file.path, moduleFacts(file.text).imports]),
  );
  return [
    ...packages.flatMap((own) => [...checkDeclared(own), ...checkNeutral(own, packages, modules)]),
    ...[...modules].flatMap(([path, imports]) => checkImports(path, imports, packages)),
  ];
}

const neutralEntries: ReadonlySet<string> = new Set(
  [...rooms].filter(([, { neutral }]) => neutral).map(([room]) => `packages/${room}/src/index.ts`),
);

function checkDeclared({ room, manifest }: Package): string[] {
  const path = `packages/${room}/package.json`;
  const own = rooms.get(room);
  if (own === undefined) return [`packages/${room}: not in the table of test/doors/layers.ts`];
  const declared = [
    ...runtimeDependencies(manifest),
    ...Object.keys(manifest.devDependencies ?? {}),
  ];
  const faults = declared.flatMap((name) => {
    const target = roomOf(name);
    return target === undefined || own.mayImport.includes(target)
      ? []
      : [`${path}: ${room} may not depend on ${target}`];
  });
  if (room === 'core') {
    for (const name of runtimeDependencies(manifest)) {
      if (manifest.peerDependenciesMeta?.[name]?.optional !== true) {
        faults.push(`${path}: core has no runtime dependency, ${name} is one`);
      }
    }
  }
  return faults;
}

function checkImports(
  path: string,
  imports: readonly Import[],
  packages: readonly Package[],
): string[] {
  const [, room, folder] = /^packages\/([^/]+)\/([^/]+)\//.exec(path) ?? [];
  const own = packages.find((candidate) => candidate.room === room);
  return imports.flatMap(({ specifier }): string[] => {
    if (specifier === undefined) {
      return folder === 'src' ? [`${path}: import() of something other than a string literal`] : [];
    }
    if (specifier.startsWith('.')) {
      const target = posix.join(posix.dirname(path), specifier);
      return room === undefined || target.startsWith(`packages/${room}/`)
        ? []
        : [`${path}: "${specifier}" leaves the package`];
    }
    const target = roomOf(specifier);
    if (target !== undefined) {
      const subPath = specifier.slice(`@ashlar/${target}`.length);
      if (subPath.startsWith('/src')) return [`${path}: "${specifier}" is a deep import`];
      const manifest = packages.find((candidate) => candidate.room === target)?.manifest;
      if (manifest !== undefined && manifest.exports?.[`.${subPath}`] === undefined) {
        return [`${path}: "${specifier}" is not an export of ${target}`];
      }
    }
    if (own === undefined || folder !== 'src' || isBuiltin(specifier)) return [];
    if (target !== undefined && !rooms.get(own.room)?.mayImport.includes(target)) {
      return [`${path}: ${own.room} may not import ${target}`];
    }
    const name = packageName(specifier);
    return runtimeDependencies(own.manifest).includes(name)
      ? []
      : [`${path}: imports ${name}, which package.json does not list as a dependency or a peer`];
  });
}

/**
 * Follows what the main entry of a neutral room loads, through its own files and other rooms, to a Node module. It stops
 * at the main entry of another neutral room, which is followed on its own.
 */
function checkNeutral(
  { room }: Package,
  packages: readonly Package[],
  modules: ReadonlyMap<string, readonly Import[]>,
): string[] {
  if (rooms.get(room)?.neutral !== true) return [];
  const faults: string[] = [];
  const entry = `packages/${room}/src/index.ts`;
  const seen = new Set([entry]);
  for (const path of seen) {
    for (const { specifier, typeOnly } of modules.get(path) ?? []) {
      if (specifier === undefined || typeOnly) continue;
      if (isBuiltin(specifier)) {
        faults.push(`${path}: imports "${specifier}" and is loaded by the main entry of ${room}`);
      } else {
        const target = resolve(path, specifier, packages);
        if (target !== undefined && !neutralEntries.has(target)) seen.add(target);
      }
    }
  }
  return faults;
}

/** The source file that a relative path or one of our packages leads to; `undefined` for anything else. */
function resolve(
  from: string,
  specifier: string,
  packages: readonly Package[],
): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  const target = packages.find((candidate) => candidate.room === roomOf(specifier));
  const entry = target?.manifest.exports?.[`.${specifier.slice(`@ashlar/${target.room}`.length)}`];
  return entry === undefined ? undefined : posix.join('packages', target?.room ?? '', entry);
}

function roomOf(specifier: string): string | undefined {
  return /^@ashlar\/([^/]+)/.exec(specifier)?.[1];
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
