import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('needs nothing but the web platform: no node built-in and no package behind the main entry', async () => {
  const seen = new Set<string>();
  const foreign: string[] = [];
  async function follow(url: URL): Promise<void> {
    if (seen.has(url.href)) return;
    seen.add(url.href);
    const source = await readFile(fileURLToPath(url), 'utf8');
    expect(source).not.toMatch(/\b(Buffer|process)\.\w/);
    for (const [, target = ''] of source.matchAll(/\b(?:from |import |import\()'([^']+)'/g)) {
      if (target.startsWith('.')) await follow(new URL(target, url));
      else foreign.push(`${url.pathname}: ${target}`);
    }
  }
  await follow(new URL('../src/index.ts', import.meta.url));
  expect(seen.size).toBeGreaterThan(15);
  expect(foreign).toEqual([]);
});
