import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkWorkspace } from '../../docs/link-workspace.ts';

/**
 * Makes `folder/node_modules` as a user has it: our packages as they would be published, from what `tsc -b` built, and
 * everything else from the workspace. Quicker than packing, and good enough to weigh.
 */
export function linkPublished(root: string, folder: string): void {
  for (const room of readdirSync(join(root, 'packages'))) {
    const source = join(root, 'packages', room);
    if (!existsSync(join(source, 'dist'))) continue;
    const target = join(folder, 'node_modules/@ashlar', room);
    mkdirSync(target, { recursive: true });
    cpSync(join(source, 'dist'), join(target, 'dist'), { recursive: true });
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
    const published = { ...manifest, exports: manifest.publishConfig.exports };
    writeFileSync(join(target, 'package.json'), JSON.stringify(published));
  }
  linkWorkspace(root, folder);
}
