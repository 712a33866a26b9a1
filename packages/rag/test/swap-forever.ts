// Replaces a document that masons may read by one of the same length that they may not, and back, until it is killed.
import { openIndex } from '../src/index.ts';
import { sqliteStore } from '../src/sqlite/index.ts';

const index = await openIndex({ store: sqliteStore({ file: process.argv[2] ?? '' }) });
for (let round = 1; ; round += 1) {
  const [word, group] = round % 2 === 1 ? ['public', 'masons'] : ['SECRET', 'owners'];
  const items = Array.from({ length: 20 }, (_, i) => ({
    source: `${i}.md`,
    groups: [group],
    read: async () => new TextEncoder().encode(`Granite ${word} number ${i + 10}.`),
  }));
  // Some leave and come back, so that the numbers of passages change hands.
  await index.ingest(
    items.filter((_, i) => (i * 7 + round) % 5 !== 0),
    { tenant: 'acme' },
  );
  if (round === 1) console.log('ready');
}
