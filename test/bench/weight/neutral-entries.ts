import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { rooms } from '../../doors/layers.ts';

/** The main entries that have to load in a browser, by room, of the rooms that are built. */
export function neutralEntries(root: string): [string, string][] {
  return [...rooms]
    .filter(([, { neutral }]) => neutral)
    .map(([room]): [string, string] => [room, join(root, 'packages', room, 'src/index.ts')])
    .filter(([, entry]) => existsSync(entry));
}
