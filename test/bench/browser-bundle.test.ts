import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { browserBundle } from './weight/browser-bundle.ts';
import { neutralEntries } from './weight/neutral-entries.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

it.each(neutralEntries(root))('bundles the main entry of %s for the browser', async (_, entry) => {
  await expect(browserBundle(entry)).resolves.toBeDefined();
});

it('refuses to bundle what needs Node, and names it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-bundle-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const entry = join(folder, 'index.ts');
  writeFileSync(entry, "export const load = () => import('node:fs');");
  await expect(browserBundle(entry)).rejects.toThrow("Could not resolve 'node:fs'");
});
