import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { child, times } from './child.ts';
import { openLogs, sharedKey } from './processes/open-logs.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe.each(['file', 'sqlite'])('a writer of %s logs that is killed by SIGKILL', (kind) => {
  it.each([
    ['small', 50, 4],
    ['large', 700_000, 3],
  ])(
    'loses no acknowledged %s record and leaves no half batch',
    { timeout: 120_000 },
    async (_, padding, kills) => {
      const where = join(await temporaryFolder(), 'store');
      let length = 0;
      for (let kill = 0; kill < times(kills); kill += 1) {
        const writer = child('append-for-ever', kind, where, padding);
        await writer.printed(1 + Math.floor(Math.random() * 10));
        await sleep(Math.random() * 6);
        await writer.kill();
        const acknowledged = Number(writer.lines().at(-1));

        const store = await openLogs(kind, where);
        const records = await store.log(sharedKey).read();
        expect(acknowledged).toBeGreaterThan(length);
        expect(records.length).toBeGreaterThanOrEqual(acknowledged);
        expect(records.length).toBeLessThanOrEqual(acknowledged + 3);
        expect(records.length % 3).toBe(0);
        const indexes = records.map((record) => (record as { index: number }).index);
        expect(indexes).toEqual(indexes.map((__, i) => i));
        const pads = new Set(records.map((record) => (record as { pad: string }).pad.length));
        expect([...pads]).toEqual([padding]);
        await store.log(sharedKey).append(
          [0, 1, 2].map((i) => ({ index: records.length + i, pad: 'x'.repeat(padding) })),
          records.length,
        );
        length = records.length + 3;
        await store.close();
      }
    },
  );
});
