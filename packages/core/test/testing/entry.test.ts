import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const entry = (path: string) =>
  fileURLToPath(new URL(`../../src/testing/${path}`, import.meta.url));

const bundle = (path: string) =>
  build({
    entryPoints: [entry(path)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    logLevel: 'silent',
  });

describe('@ashlar/core/testing', () => {
  it('runs in a browser and without vitest', async () => {
    const { outputFiles, metafile: _ } = await bundle('index.ts');
    expect(outputFiles[0]?.text).not.toMatch(/from ?"(?:node:|vitest)/);
  });

  it('leaves what needs files to a sub-path', async () => {
    await expect(bundle('cassette/index.ts')).rejects.toThrow('node:fs/promises');
  });
});
