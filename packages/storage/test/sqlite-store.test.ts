import { join } from 'node:path';
import { sqliteStore } from '../src/sqlite/index.ts';
import { describeStoreContract } from '../src/testing/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

describeStoreContract('sqlite', async (now) =>
  sqliteStore({ file: join(await temporaryFolder(), 'store.db'), synchronous: 'normal', now }),
);
