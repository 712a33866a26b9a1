// Appends turns to one thread in journaled runs until it is killed, and prints the number of each that was acknowledged. A run that
// was cut off is run again first, under its own id.
import { writeSync } from 'node:fs';
import { pattern, storeJournal } from '@ashlar/core';
import { journalStore } from '@ashlar/storage';
import { openStore } from '../stores.ts';
import { summarised, thread, turnOf } from './conversation.ts';

const [kind = '', where = '', name = '', from = '0'] = process.argv.slice(2);
const store = await openStore(kind, where, name);
const memory = summarised(store);
const journal = storeJournal(journalStore(store));
const { principal } = thread;
const converse = pattern({ name: 'converse', version: '1' }, async (turn: number, scope) => {
  await scope.step('remember', async (context) => {
    await memory.append(thread, turnOf(turn), context);
    return null;
  });
  return turn;
});
for (let turn = Number(from); ; turn += 1) {
  await converse.run(turn, { id: `turn-${turn}`, principal, journal }).value();
  writeSync(1, `${turn}\n`);
}
