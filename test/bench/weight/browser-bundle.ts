import { gzipSync } from 'node:zlib';
import { build } from 'rolldown';

export interface BundleSize {
  readonly minified: number;
  readonly gzipped: number;
}

/** Bundles an entry and all that it imports for the browser. Rejects, naming the import, when that needs Node. */
export async function browserBundle(entry: string): Promise<BundleSize> {
  const { output } = await build({
    input: entry,
    platform: 'browser',
    write: false,
    // What cannot be resolved would only be warned of and left out.
    onLog: (_level, log, handle) => handle('error', log),
    output: { minify: true, codeSplitting: false },
  });
  const code = Buffer.from(output[0].code);
  return { minified: code.length, gzipped: gzipSync(code).length };
}
