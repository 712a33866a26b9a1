// Replaces four documents round after round until it is killed; says so after the first round.
import { openIndex } from '../src/index.ts';
import { sqliteStore } from '../src/sqlite/index.ts';

const index = await openIndex({ store: sqliteStore({ file: process.argv[2] ?? '' }) });
for (let round = 1; ; round += 1) {
  const items = ['a.md', 'b.md', 'c.md', 'd.md'].map((source) => ({
    source,
    read: async () =>
      new TextEncoder().encode(`# ${source}\n\nThis is round ${round}, number${round}.`),
  }));
  await index.ingest(items, { tenant: 'acme' });
  if (round === 1) console.log('ready');
}
