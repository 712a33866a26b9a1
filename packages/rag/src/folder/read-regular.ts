import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { sep } from 'node:path';

/** Reads a file that is still inside of the root and still no link: the folder may have changed since it was listed. */
export async function readRegular(
  path: string,
  root: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const real = await realpath(path);
  const inside = real.startsWith(root.endsWith(sep) ? root : root + sep);
  if (real !== path || !inside) throw new Error('it leads out of the folder');
  // A pipe in its place would be waited for until somebody writes.
  const careful = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, constants.O_RDONLY | careful);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new Error('it is no file any more');
    const { size } = stats;
    if (size > maxBytes) throw new Error(`it has grown to ${size} bytes`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}
