import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs `<folder>/<name>.ts` with the arguments that follow the name, and ends as it ended. Without a name, or with one
 * that is not there, it lists the folder's programs, each with the first comment line of its file.
 */
export function dispatch(folder: string, [name, ...rest]: readonly string[]): number {
  const programs = readdirSync(folder)
    .filter((file) => /^[\w-]+\.ts$/.test(file) && file !== 'run.ts')
    .map((file) => file.slice(0, -'.ts'.length));
  if (name !== undefined && programs.includes(name)) {
    const file = join(folder, `${name}.ts`);
    return spawnSync(process.execPath, [file, ...rest], { stdio: 'inherit' }).status ?? 1;
  }
  if (name !== undefined) console.error(`There is no "${name}" here.`);
  console.error(programs.length === 0 ? 'Nothing is here yet.' : 'Choose one of:');
  for (const program of programs) {
    const [first = ''] = readFileSync(join(folder, `${program}.ts`), 'utf8').split('\n', 1);
    console.error(
      `  ${program.padEnd(16)} ${first.startsWith('// ') ? first.slice(3) : ''}`.trimEnd(),
    );
  }
  return name === undefined ? 0 : 1;
}
