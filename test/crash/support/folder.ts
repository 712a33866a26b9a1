import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that is gone after the test. A concurrent test has to give its own `finished`. */
export async function temporaryFolder(
  finished: (clean: () => Promise<void>) => void = onTestFinished,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ashlar-crash-'));
  finished(() => rm(folder, { recursive: true }));
  return folder;
}
