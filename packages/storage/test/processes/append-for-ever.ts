// Appends batches of three until it is killed and prints the length after each acknowledged one.
import { writeSync } from 'node:fs';
import { openLogs, sharedKey } from './open-logs.ts';

const [kind = '', where = '', padding = ''] = process.argv.slice(2);
const log = (await openLogs(kind, where)).log(sharedKey);
const pad = 'x'.repeat(Number(padding));
for (let length = await log.length(); ; length += 3) {
  await log.append(
    [0, 1, 2].map((i) => ({ index: length + i, pad })),
    length,
  );
  writeSync(1, `${length + 3}\n`);
}
