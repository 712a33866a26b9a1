import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkWorkspace } from '../../docs/link-workspace.ts';
import { bundlePackage } from '../../pack/bundle-package.ts';

/**
 * Makes `folder/node_modules` as a user has it: our packages as they would be published now, with the declarations that
 * `tsc -b` has left, and everything else from the workspace. Quicker than packing, and good enough to weigh.
 */
export async function linkPublished(root: string, folder: string): Promise<void> {
  for (const room of readdirSync(join(root, 'packages'))) {
    const source = join(root, 'packages', room);
    const target = join(folder, 'node_modules/@ashlar', room);
    const declarations = join(source, 'dist');
    mkdirSync(target, { recursive: true });
    if (existsSync(declarations)) cpSync(declarations, join(target, 'dist'), { recursive: true });
    await bundlePackage(source, join(target, 'dist'));
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
    const published = { ...manifest, exports: manifest.publishConfig.exports };
    writeFileSync(join(target, 'package.json'), JSON.stringify(published));
  }
  linkWorkspace(root, folder);
}
