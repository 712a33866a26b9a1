// Takes the lock folder it is given and never lets go.
import { fileLock } from '../../src/file/file-lock.ts';

await fileLock(5000)(process.argv[2] ?? '', async () => {
  console.log('locked');
  await new Promise((resolve) => setTimeout(resolve, 60_000));
});
