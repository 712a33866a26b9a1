import { describeRetrieverContract } from '@ashlar/core/testing/vitest';
import { knowledgeBase, sqlRetriever } from '../../src/knowledge/index.ts';
import { json } from '../support/replies.ts';
import { type Reply, startServer } from '../support/server.ts';

const passages = [
  { text: 'Ashlar is dressed stone.', tenant: 'acme', readers: ['masons'] },
  { text: 'Rubble is rough stone.', tenant: 'acme', readers: ['masons', 'all'] },
  { text: 'Bricks are baked.', tenant: 'acme', readers: ['masons'] },
];

interface Attribute {
  readonly key: 'tenant' | 'readers';
  readonly value: string;
}
interface WireFilter {
  readonly equals?: Attribute;
  readonly listContains?: Attribute;
  readonly andAll?: readonly WireFilter[];
  readonly orAll?: readonly WireFilter[];
}

function meets(passage: (typeof passages)[0], filter: WireFilter): boolean {
  const { equals, listContains, andAll, orAll } = filter;
  if (equals !== undefined) return passage[equals.key] === equals.value;
  if (listContains !== undefined) return passage.readers.includes(listContains.value);
  return (
    andAll?.every((one) => meets(passage, one)) ?? orAll?.some((one) => meets(passage, one)) ?? true
  );
}

const retrieve: Reply = (response, request) => {
  const { retrievalQuery, retrievalConfiguration } = request.body;
  const { numberOfResults, filter = {} } = retrievalConfiguration.vectorSearchConfiguration;
  const words: string[] = retrievalQuery.text.split(' ');
  const retrievalResults = passages
    .filter((passage) => meets(passage, filter))
    .map(({ text }) => ({ text, score: words.filter((word) => text.includes(word)).length }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, numberOfResults)
    .map(({ text, score }) => ({
      content: { type: 'TEXT', text },
      location: { type: 'S3', s3Location: { uri: 's3://docs/walls.md' } },
      metadata: {},
      score,
    }));
  json(200, { retrievalResults })(response, request);
};

const access = { tenant: 'acme', subject: 'ada', groups: ['masons'] };
const stranger = { tenant: 'acme', subject: 'bob', groups: ['cooks'] };

describeRetrieverContract('knowledgeBase over the wire', async () => {
  const server = await startServer();
  server.reply(retrieve);
  const retriever = knowledgeBase({
    id: 'KB1',
    connection: server.connect(),
    rights: { tenant: { field: 'tenant' }, groups: { field: 'readers' } },
  });
  return { retriever, query: 'dressed stone', access, stranger };
});

describeRetrieverContract('sqlRetriever over the wire', async () => {
  const server = await startServer();
  server.reply(json(200, { queries: [{ type: 'REDSHIFT_SQL', sql: 'select * from walls' }] }));
  const retriever = sqlRetriever({
    name: 'walls',
    description: 'Walls by year',
    tenant: 'acme',
    knowledgeBase: 'arn:aws:bedrock:us-east-1:1:knowledge-base/KB1',
    connection: server.connect(),
    execute: async (_, by) =>
      'groups' in by && by.groups.includes('masons') ? [{ wall: 1 }, { wall: 2 }, { wall: 2 }] : [],
  });
  return { retriever, query: 'Which walls?', access, stranger };
});
