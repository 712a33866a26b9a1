import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Makes `folder/node_modules` in which everything that the root or any package has installed can be imported, the
 * packages of the workspace from their sources. Where versions differ the root's wins.
 */
export function linkWorkspace(root: string, folder: string): void {
  const packages = readdirSync(join(root, 'packages')).map((room) => join('packages', room));
  for (const owner of ['.', ...packages]) {
    for (const name of installed(join(root, owner, 'node_modules'))) {
      const link = join(folder, 'node_modules', name);
      if (existsSync(link)) continue;
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(root, owner, 'node_modules', name), link, 'junction');
    }
  }
}

function installed(modules: string): string[] {
  if (!existsSync(modules)) return [];
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@')
        ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`)
        : [name],
    );
}
