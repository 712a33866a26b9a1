import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';
import { type BundleProgram, bundlePrograms } from './bundle-programs.ts';

/** Bytes, minified, of a program for Node with all that it imports. `folder` is where its imports are found. */
export async function programBundle(name: BundleProgram, folder: string): Promise<number> {
  const input = join(folder, `${name.replaceAll(/\W+/g, '-')}.ts`);
  writeFileSync(input, bundlePrograms[name]);
  const { output } = await build({
    input,
    platform: 'node',
    write: false,
    onLog: (_level, log, handle) => handle('error', log),
    output: { minify: true, codeSplitting: false },
  });
  return Buffer.byteLength(output[0].code);
}
