import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

export interface BundleSize {
  readonly minified: number;
  readonly gzipped: number;
}

/** Bundles an entry and all that it imports for the browser. Rejects, naming the import, when that needs Node. */
export async function browserBundle(entry: string): Promise<BundleSize> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2023',
    minify: true,
    write: false,
    logLevel: 'silent',
  });
  const [{ contents } = { contents: new Uint8Array() }] = outputFiles;
  return { minified: contents.length, gzipped: gzipSync(contents).length };
}
