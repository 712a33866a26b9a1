import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const dispatcher = JSON.stringify(new URL('dispatch.ts', import.meta.url).href);

/** Runs a dispatcher over a folder with one program in it. */
function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-dispatch-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(
    join(folder, 'greet.ts'),
    '// Says what it was told.\nconst said: string = process.argv.slice(2).join();\nconsole.log(said);\nprocess.exitCode = 3;\n',
  );
  writeFileSync(
    join(folder, 'run.ts'),
    `import { dispatch } from ${dispatcher};\nprocess.exitCode = dispatch(import.meta.dirname, process.argv.slice(2));\n`,
  );
  return spawnSync(process.execPath, [join(folder, 'run.ts'), ...args], { encoding: 'utf8' });
}

it('runs a program with its arguments and ends as it ended', () => {
  expect(run('greet', '--json', 'two')).toMatchObject({ status: 3, stdout: '--json,two\n' });
});

it('lists the programs when none is named', () => {
  const { status, stderr } = run();
  expect(status).toBe(0);
  expect(stderr).toBe('Choose one of:\n  greet            Says what it was told.\n');
});

it('fails on a name that is not there, and says which are', () => {
  const { status, stderr } = run('../secret');
  expect(status).toBe(1);
  expect(stderr).toMatch(/There is no "\.\.\/secret" here\.\nChoose one of:\n {2}greet/);
});
