// What an index costs: ingest in MB/s, hybrid search over 100,000 × 1,024 and with a 5 % filter. [--json] [--passages 100000] [--only ingest] [--data DIR]
import { parseArgs } from 'node:util';
import { benchDocuments } from './index-store/documents.ts';
import { benchIngest } from './index-store/ingest.ts';
import { benchSearch } from './index-store/search.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    passages: { type: 'string', default: '100000' },
    dimensions: { type: 'string', default: '1024' },
    only: { type: 'string' },
    data: { type: 'string' },
  },
});

const benches = {
  ingest: () => benchIngest(),
  documents: () => benchDocuments(values.data),
  search: () => benchSearch(Number(values.passages), Number(values.dimensions)),
};
for (const [name, bench] of Object.entries(benches)) {
  if (values.only !== undefined && values.only !== name) continue;
  for (const row of await bench()) {
    if (values.json) console.log(JSON.stringify(row));
    else console.log(row.what.padEnd(46), row.figures);
  }
}
