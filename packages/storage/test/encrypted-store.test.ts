import { join } from 'node:path';
import { fileLogs } from '../src/file/index.ts';
import {
  type DataKeys,
  dataKeys,
  localMasterKeys,
  memoryStore,
  withEncryption,
} from '../src/index.ts';
import { sqliteStore } from '../src/sqlite/index.ts';
import { describeLogContract, describeStoreContract } from '../src/testing/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function freshKeys(): Promise<DataKeys> {
  const masterKeys = await localMasterKeys({
    current: 'm1',
    keys: { m1: crypto.getRandomValues(new Uint8Array(32)) },
  });
  return dataKeys({ store: memoryStore(), masterKeys });
}

describeStoreContract('encrypted(memory)', async (now) =>
  withEncryption(memoryStore({ now }), { keys: await freshKeys() }),
);
describeStoreContract('encrypted(sqlite)', async (now) => {
  const file = join(await temporaryFolder(), 'store.db');
  const store = await sqliteStore({ file, synchronous: 'normal', now });
  return withEncryption(store, { keys: await freshKeys() });
});
describeLogContract('encrypted(file logs)', async () => {
  const logs = await fileLogs({ folder: await temporaryFolder(), fsync: 'never' });
  return withEncryption(logs, { keys: await freshKeys() });
});
