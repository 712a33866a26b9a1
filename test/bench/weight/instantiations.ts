import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));

const config = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2023'],
    module: 'nodenext',
    moduleDetection: 'force',
    types: [],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['*.ts'],
};

/** Type instantiations that the compiler makes for a program of one file, beyond those of an empty one. */
export function instantiations(code: string, folder: string, name: string): number {
  return count(code, join(folder, name)) - count('', join(folder, 'empty'));
}

function count(code: string, folder: string): number {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'main.ts'), code);
  const args = [tsc, '-p', folder, '--extendedDiagnostics', '--pretty', 'false'];
  const output = execFileSync(process.execPath, args, { encoding: 'utf8' });
  const found = /^Instantiations:\s+(\d+)$/m.exec(output)?.[1];
  if (found === undefined) throw new Error(`The compiler did not count instantiations:\n${output}`);
  return Number(found);
}
