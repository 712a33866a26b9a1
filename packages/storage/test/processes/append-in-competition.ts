// Wins its share of the indexes of one log against others and prints `{ won, lost }`.
import { isStorageError } from '../../src/index.ts';
import { openLogs, sharedKey } from './open-logs.ts';

const [kind = '', where = '', writer = '', share = ''] = process.argv.slice(2);
const store = await openLogs(kind, where);
const log = store.log(sharedKey);
const won: number[] = [];
let lost = 0;
let length = 0;
while (won.length < Number(share)) {
  try {
    await log.append([{ writer, index: length }], length);
    won.push(length);
    length += 1;
  } catch (error) {
    if (!isStorageError(error) || error.code !== 'storage.conflict') throw error;
    lost += 1;
    length = error.actualLength ?? 0;
  }
}
await store.close();
console.log(JSON.stringify({ won, lost }));
