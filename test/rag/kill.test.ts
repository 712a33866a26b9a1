import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IndexStore, openIndex } from '@ashlar/rag';
import { postgresStore } from '@ashlar/rag/postgres';
import { sqliteStore } from '@ashlar/rag/sqlite';
import pg from 'pg';
import { expect, it } from 'vitest';
import { postgresBin, startPostgres } from '../servers/postgres.ts';
import { checkVersion } from './support/check-version.ts';
import { documentsOf, lettersEmbedder, TENANT } from './support/versions.ts';

/** Steps to kill at: some of many by default; `pnpm soak` takes every one. */
const SAMPLE = process.env.ASHLAR_SOAK ? Number.POSITIVE_INFINITY : 10;

/** Ends with the child: how many steps it took, or undefined when it was killed on the way. */
function ingestInChild(kind: string, place: string, step: number): Promise<number | undefined> {
  const script = join(import.meta.dirname, 'support', 'die-in-ingestion.ts');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, kind, place, String(step)], (error, stdout, stderr) => {
      if (error === null) resolve(Number.parseInt(stdout, 10));
      else if (error.signal === 'SIGKILL') resolve(undefined);
      else reject(new Error(stderr));
    });
  });
}

async function killAtEveryStep(kind: string, place: string, store: () => IndexStore) {
  const open = () => openIndex({ store: store(), embedder: lettersEmbedder });
  const setBack = async () => {
    const index = await open();
    await index.ingest(documentsOf(1), { tenant: TENANT });
    await index.close();
  };
  await setBack();
  const steps = await ingestInChild(kind, place, 0);
  expect(steps).toBeGreaterThanOrEqual(10);
  const stride = Math.max(1, Math.ceil(Number(steps) / SAMPLE));
  const seen = new Set<number>();
  for (let step = 1; step <= Number(steps); step += stride) {
    await setBack();
    expect(await ingestInChild(kind, place, step)).toBeUndefined();
    const index = await open();
    seen.add(await checkVersion(index));
    await index.close();
  }
  await setBack();
  await ingestInChild(kind, place, Number(steps));
  const index = await open();
  seen.add(await checkVersion(index));
  await index.close();
  // Old until the commit, new from then on, and never anything in between.
  expect([...seen]).toEqual([1, 2]);
}

it('leaves old or new in a SQLite file, wherever an ingestion is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-rag-'));
  const file = join(folder, 'index.sqlite');
  try {
    await killAtEveryStep('sqlite', file, () => sqliteStore({ file }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it.skipIf(postgresBin === undefined)(
  'leaves old or new in PostgreSQL, wherever an ingestion is killed',
  async () => {
    const server = await startPostgres();
    const pool = new pg.Pool({ connectionString: server.url });
    // The server ends before an idle connection of the pool hears of its end.
    pool.on('error', () => {});
    try {
      await killAtEveryStep('postgres', server.url, () => postgresStore({ pool }));
    } finally {
      await pool.end();
      await server.stop();
    }
  },
);
