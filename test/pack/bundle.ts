// The JavaScript that is published, packages/*/dist/**/*.js. The declarations beside it are what `tsc -b` writes.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePackage } from './bundle-package.ts';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));
await Promise.all(readdirSync(packages).map((room) => bundlePackage(join(packages, room))));
