import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';

/**
 * Bundles the sources of the package in `folder` into one file per entry point, which load several times faster than
 * its many small modules do. What several entries need is in chunks that they share, so no module exists twice.
 * Everything that is not a file of the package stays an import. The declarations beside the bundle are the compiler's.
 */
export async function bundlePackage(folder: string, dist = join(folder, 'dist')): Promise<void> {
  removeBundle(dist);
  await build({
    cwd: folder,
    input: entries(folder),
    external: (specifier) => !/^[./]/.test(specifier),
    platform: 'neutral',
    // What a bundler warns of is a fault in what would be published.
    onLog: (_level, log, handle) => handle('error', log),
    output: {
      dir: dist,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: 'shared/[name].js',
      comments: { jsdoc: false },
      sourcemap: true,
      // Maps and declarations lead to the sources, which the package holds.
      sourcemapExcludeSources: true,
    },
  });
}

/** The sources behind exports and commands of the published package, by their names in `dist`. */
function entries(folder: string): Record<string, string> {
  const { exports, bin = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const names = [...Object.values<string>(exports), ...Object.values<string>(bin)].flatMap(
    (path) => /^\.\/(?:src|dist)\/(.+)\.[jt]s$/.exec(path)?.[1] ?? [],
  );
  return Object.fromEntries(names.map((name) => [name, join(folder, 'src', `${name}.ts`)]));
}

function removeBundle(dist: string): void {
  if (!existsSync(dist)) return;
  for (const path of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (/\.js(\.map)?$/.test(path)) rmSync(join(dist, path));
  }
}
