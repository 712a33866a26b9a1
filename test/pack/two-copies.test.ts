import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { installPacked } from './install-packed.ts';
import { runCommand } from './run-command.ts';

/** Runs a module that can import two installed copies of core, as `first` and `second`. */
async function withTwoCores(code: string): Promise<string> {
  const core = inject('packed').find(({ name }) => name === '@ashlar/core')?.tarball;
  const folder = await installPacked({ first: `file:${core}`, second: `file:${core}` });
  writeFileSync(join(folder, 'main.js'), code);
  return runCommand(process.execPath, ['main.js'], folder);
}

it('recognises an error of another copy of core', async () => {
  const output = await withTwoCores(`
    import * as first from 'first';
    import * as second from 'second';
    const error = new first.AshlarError('unexpected', 'thrown by the first copy', { facts: {} });
    console.log(error instanceof second.AshlarError, second.isAshlarError(error, 'unexpected'));
  `);
  expect(output).toBe('false true\n');
});
