import { fileLogs } from '../src/file/index.ts';
import { describeLogContract } from '../src/testing/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

for (const fsync of ['always', 'batch', 'never'] as const) {
  describeLogContract(`file logs, fsync ${fsync}`, async () =>
    fileLogs({ folder: await temporaryFolder(), fsync }),
  );
}
