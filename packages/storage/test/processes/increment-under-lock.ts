// Reads a number from a file and writes it back plus 1, so often, each time under the lock. Without one, additions get lost.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileLock } from '../../src/file/file-lock.ts';

const [folder = '', file = '', times = ''] = process.argv.slice(2);
const lock = fileLock(60_000);
for (let i = 0; i < Number(times); i += 1) {
  await lock(folder, async () => {
    const count = Number(readFileSync(file, 'utf8'));
    await new Promise(setImmediate);
    writeFileSync(file, String(count + 1));
  });
}
console.log('null');
