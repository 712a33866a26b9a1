// Ingests version 2 and kills itself at one of the steps on the way: arguments are the store, its place and the step.
import type { Embedder } from '@ashlar/core';
import { type IndexStore, type NewPassage, openIndex } from '@ashlar/rag';
import { postgresStore } from '@ashlar/rag/postgres';
import { sqliteStore } from '@ashlar/rag/sqlite';
import pg from 'pg';
import { documentsOf, lettersEmbedder, TENANT } from './versions.ts';

const [kind = '', place = '', last = ''] = process.argv.slice(2);
let steps = 0;
let armed = false;

function step(): void {
  if (!armed) return;
  steps += 1;
  if (steps === Number(last)) process.kill(process.pid, 'SIGKILL');
}

/** A store that takes a step before and after each call, and whenever a commit reads a passage. */
function stepping(store: IndexStore): IndexStore {
  return {
    ...store,
    async plan(tenant) {
      step();
      const known = await store.plan(tenant);
      step();
      return known;
    },
    async commit(batch) {
      step();
      const put = batch.put.map((document) => ({
        ...document,
        passages: document.passages.map((passage): NewPassage => {
          const { text } = passage;
          return Object.defineProperty({ ...passage }, 'text', {
            enumerable: true,
            get() {
              step();
              return text;
            },
          });
        }),
      }));
      await store.commit({ ...batch, put });
      step();
    },
  };
}

const embedder: Embedder = {
  ...lettersEmbedder,
  async embed(items, options) {
    step();
    const made = await lettersEmbedder.embed(items, options);
    step();
    return made;
  },
};

/** A pool that takes a step before and after each statement. */
function steppingPool(url: string) {
  const pool = new pg.Pool({ connectionString: url });
  return {
    async connect() {
      const client = await pool.connect();
      return {
        async query(text: string, values?: unknown[]) {
          step();
          const result = await client.query(text, values);
          step();
          return result;
        },
        release: (error?: boolean) => client.release(error),
      };
    },
    end: () => pool.end(),
  };
}

const pool = kind === 'postgres' ? steppingPool(place) : undefined;
const store = pool === undefined ? sqliteStore({ file: place }) : postgresStore({ pool });
const index = await openIndex({ store: stepping(store), embedder });
armed = true;
await index.ingest(documentsOf(2), { tenant: TENANT });
armed = false;
await index.close();
await pool?.end();
console.log(`${steps} steps`);
