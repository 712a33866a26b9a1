import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkWorkspace } from '../../docs/link-workspace.ts';
import { bundlePackage } from '../../pack/bundle-package.ts';

/**
 * Makes `folder/node_modules` as a user has it: our packages as they would be published now, and everything else from
 * the workspace. Quicker than packing, and good enough to weigh.
 */
export async function linkPublished(root: string, folder: string): Promise<void> {
  const rooms = readdirSync(join(root, 'packages'));
  const projects = rooms.map((room) => join('packages', room));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-b', ...projects], { cwd: root, stdio: 'inherit' });
  for (const room of rooms) {
    const source = join(root, 'packages', room);
    const target = join(folder, 'node_modules/@ashlar', room);
    mkdirSync(target, { recursive: true });
    cpSync(join(source, 'dist'), join(target, 'dist'), { recursive: true });
    await bundlePackage(source, join(target, 'dist'));
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
    const published = { ...manifest, exports: manifest.publishConfig.exports };
    writeFileSync(join(target, 'package.json'), JSON.stringify(published));
  }
  linkWorkspace(root, folder);
}
