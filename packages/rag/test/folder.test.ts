import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder } from '../src/folder/index.ts';
import { memoryStore, openIndex } from '../src/index.ts';
import { ACME, temporaryFolder } from './support.ts';

describe('folder', () => {
  test('lists files by relative path, without hidden ones and installed packages', async () => {
    const root = temporaryFolder();
    for (const path of ['b', 'b/.git', 'node_modules']) mkdirSync(join(root, path));
    for (const path of ['c.md', 'b/a.txt', 'b/.git/x.md', 'node_modules/y.md', '.hidden.md']) {
      writeFileSync(join(root, path), path);
    }
    expect((await folder(root)).map(({ source }) => source)).toEqual(['b/a.txt', 'c.md']);
    expect((await folder(join(root, 'c.md'))).map(({ source }) => source)).toEqual(['c.md']);
  });

  test('follows no link, so nothing outside of it is read', async () => {
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'secret.md'), 'The secret is granite.');
    const root = temporaryFolder();
    symlinkSync(join(outside, 'secret.md'), join(root, 'file.md'));
    symlinkSync(outside, join(root, 'sub'));
    symlinkSync(root, join(root, 'loop'));
    const items = await folder(root);
    expect(items.map((item) => ('skipped' in item ? item.skipped : item.source))).toEqual([
      'link',
      'link',
      'link',
    ]);
  });

  test('does not read a file that became a link after it was listed', async () => {
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'secret.md'), 'The secret is granite.');
    const root = temporaryFolder();
    const items = [{ source: 'sub/secret.md', ...(await listedBefore(root, outside)) }];
    const index = await openIndex({ store: memoryStore() });
    const { skipped } = await index.ingest(items, { tenant: ACME.tenant });
    expect(skipped).toMatchObject([{ skipped: 'unreadable' }]);
    expect(skipped[0]?.message).toContain('leads out of the folder');
  });

  test.skipIf(process.platform === 'win32')(
    'does not wait for a pipe that took the place of a file',
    async () => {
      const root = temporaryFolder();
      writeFileSync(join(root, 'file.md'), 'Granite.');
      const items = await folder(root);
      unlinkSync(join(root, 'file.md'));
      execFileSync('mkfifo', [join(root, 'file.md')]);
      const index = await openIndex({ store: memoryStore() });
      const { skipped } = await index.ingest(items, { tenant: ACME.tenant });
      expect(skipped).toMatchObject([{ skipped: 'unreadable' }]);
      expect(skipped[0]?.message).toContain('no file any more');
    },
  );

  test('skips what is too large, and says what cannot be found or read', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'large.md'), 'x'.repeat(101));
    expect(await folder(root, { maxBytes: 100 })).toMatchObject([{ skipped: 'too-large' }]);
    await expect(folder(join(root, 'none'))).rejects.toMatchObject({ code: 'folder.unavailable' });
    if (process.getuid?.() === 0) return; // Root may read everything.
    chmodSync(join(root, 'large.md'), 0);
    const index = await openIndex({ store: memoryStore() });
    const { skipped } = await index.ingest(await folder(root), { tenant: ACME.tenant });
    expect(skipped).toMatchObject([{ skipped: 'unreadable' }]);
  });
});

/** Lists `sub/secret.md` as a regular file, then puts a link in the place of `sub`. */
async function listedBefore(root: string, outside: string) {
  const { rmSync } = await import('node:fs');
  mkdirSync(join(root, 'sub'));
  writeFileSync(join(root, 'sub', 'secret.md'), 'harmless');
  const [item] = await folder(root);
  if (item === undefined || 'skipped' in item) throw new Error('should be listed');
  rmSync(join(root, 'sub'), { recursive: true });
  symlinkSync(outside, join(root, 'sub'));
  return { read: item.read };
}
