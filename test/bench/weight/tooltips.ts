import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse, relative } from 'node:path';
import { linkWorkspace } from '../../docs/link-workspace.ts';
import { runCommand } from '../../pack/run-command.ts';

/** What an editor shows for the exports of a module: their types, as the compiler writes them, by name. */
export async function tooltips(root: string, code: string): Promise<Record<string, string>> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ashlar-tooltips-')));
  try {
    linkWorkspace(root, folder);
    // The module imports sources of the workspace, so what it has in common with them is the root of the disk.
    const { root: rootDir } = parse(folder);
    const compilerOptions = {
      target: 'es2023',
      module: 'nodenext',
      types: ['node'],
      strict: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir,
      outDir: 'out',
    };
    const config = { compilerOptions, files: ['main.ts'] };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    writeFileSync(join(folder, 'main.ts'), code);
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await runCommand(process.execPath, [tsc, '-p', folder], folder);
    const written = join(folder, 'out', relative(rootDir, folder), 'main.d.ts');
    const found = readFileSync(written, 'utf8').matchAll(
      /^export declare const (\w+): ([\s\S]*?);\n(?=export|$)/gm,
    );
    const plain = (type: string): string => type.replaceAll(/import\("[^"]+"\)\./g, '');
    return Object.fromEntries([...found].map(([, name = '', type = '']) => [name, plain(type)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
