import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';
import { type BundleProgram, bundlePrograms, firstRequests } from './bundle-programs.ts';

/**
 * Bytes, minified, that a program has loaded when it has made its first request: of a bundle that is split where imports are
 * dynamic, the files that Node loads. What is split off and not needed for it (HTTP/2, the check of vendor options, most ways
 * of the SDK to find credentials) does not count. `folder` is where its imports are found.
 */
export async function loadedBytes(name: BundleProgram, folder: string): Promise<number> {
  const dir = join(folder, `split-${name.replaceAll(/\W+/g, '-')}`);
  mkdirSync(dir);
  const input = join(dir, 'program.ts');
  writeFileSync(input, bundlePrograms[name] + firstRequests[name]);
  await build({
    input,
    platform: 'node',
    onLog: (_level, log, handle) => handle('error', log),
    output: {
      dir: join(dir, 'out'),
      minify: true,
      entryFileNames: 'main.mjs',
      chunkFileNames: '[name].mjs',
    },
  });
  const hook = join(dir, 'hook.mjs');
  writeFileSync(hook, countLoads);
  const output = execFileSync(process.execPath, ['--import', hook, join(dir, 'out/main.mjs')], {
    encoding: 'utf8',
    env: { ...process.env, ...nobodyThere },
  });
  return Number(output);
}

const countLoads = `
import { statSync } from 'node:fs';
import { registerHooks } from 'node:module';
let bytes = 0;
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) bytes += statSync(new URL(url)).size;
    return next(url, context);
  },
});
process.on('exit', () => console.log(bytes));`;

const nobodyThere = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'nobody',
  AWS_SECRET_ACCESS_KEY: 'nobody',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
};
