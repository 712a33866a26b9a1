import { execFileSync } from 'node:child_process';
import { median } from '../overhead/median.ts';

/**
 * Milliseconds that importing each specifier takes in a process of its own: the median over rounds in which they take
 * turns, so that a busy machine slows all of them.
 */
export function coldImports(
  specifiers: readonly string[],
  folder: string,
  rounds: number,
): Map<string, number> {
  const times = new Map(specifiers.map((specifier): [string, number[]] => [specifier, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [specifier, taken] of times) taken.push(coldImport(specifier, folder));
  }
  return new Map([...times].map(([specifier, taken]) => [specifier, median(taken)]));
}

function coldImport(specifier: string, folder: string): number {
  const code = `const begun = performance.now();
await import(${JSON.stringify(specifier)});
console.log(performance.now() - begun);`;
  const args = ['--input-type=module', '--eval', code];
  return Number(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }));
}
