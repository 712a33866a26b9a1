import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStore } from '../src/index.ts';
import { sqliteStore } from '../src/sqlite/index.ts';
import { describeIndexStoreContract } from '../src/testing/index.ts';

describeIndexStoreContract('memory', () => ({ store: memoryStore() }));

describeIndexStoreContract('SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-rag-'));
  const open = () => sqliteStore({ file: join(folder, 'index.sqlite') });
  return {
    store: open(),
    again: open,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
});
