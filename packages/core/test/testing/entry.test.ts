import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { describe, expect, it } from 'vitest';

const entry = (path: string) =>
  fileURLToPath(new URL(`../../src/testing/${path}`, import.meta.url));

const bundle = (path: string) =>
  build({
    input: entry(path),
    platform: 'browser',
    write: false,
    // What cannot be resolved would only be warned of and left out.
    onLog: (_level, log, handle) => handle('error', log),
  });

describe('@ashlar/core/testing', () => {
  it('runs in a browser and without vitest', async () => {
    const { output } = await bundle('index.ts');
    expect(output[0].code).not.toMatch(/from ?"(?:node:|vitest)/);
  });

  it('leaves what needs files to a sub-path', async () => {
    await expect(bundle('cassette/index.ts')).rejects.toThrow('node:fs/promises');
  });
});
