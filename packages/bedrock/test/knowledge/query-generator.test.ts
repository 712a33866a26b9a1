import { expect, it } from 'vitest';
import { documentContent, queryGenerator, sqlRetriever } from '../../src/knowledge/index.ts';
import { json } from '../support/replies.ts';
import { startServer } from '../support/server.ts';

const arn = 'arn:aws:bedrock:us-east-1:1:knowledge-base/KB1';
const sql = 'SELECT city FROM walls';
const ada = { tenant: 'acme', subject: 'ada', groups: [] };

it('has Bedrock write SQL and runs none of it', async () => {
  const server = await startServer();
  server.reply(json(200, { queries: [{ type: 'REDSHIFT_SQL', sql }, { sql: ' ' }, {}] }));
  const generate = queryGenerator({ knowledgeBase: arn, connection: server.connect() });
  expect(await generate('Where are walls?')).toEqual([sql]);
  expect(server.received[0]).toMatchObject({ method: 'POST', path: '/generateQuery' });
  expect(server.body()).toEqual({
    queryGenerationInput: { type: 'TEXT', text: 'Where are walls?' },
    transformationConfiguration: {
      mode: 'TEXT_TO_SQL',
      textToSqlConfiguration: {
        type: 'KNOWLEDGE_BASE',
        knowledgeBaseConfiguration: { knowledgeBaseArn: arn },
      },
    },
  });
  server.reply(json(200, {}));
  await expect(generate('q')).rejects.toMatchObject({ code: 'model.failed' });
});

it('finds rows by SQL that the host runs on behalf of who asked', async () => {
  const server = await startServer();
  server.reply(json(200, { queries: [{ sql }] }));
  const asked: unknown[] = [];
  const walls = sqlRetriever({
    name: 'walls',
    description: 'Walls',
    tenant: 'acme',
    knowledgeBase: arn,
    connection: server.connect(),
    execute: async (query, access) => {
      asked.push([query, access]);
      return [{ city: 'Rome' }, { city: 'York' }, { city: 'Rome' }];
    },
  });
  const hits = await walls.retrieve({ text: 'Where?' }, ada);
  expect(asked).toEqual([[sql, ada]]);
  expect(hits.map(({ text, source, score }) => [text, source, score])).toEqual([
    ['{"city":"Rome"}', sql, 1],
    ['{"city":"York"}', sql, 0.5],
  ]);
  const filter = { op: 'eq', field: 'a', value: 1 } as const;
  await expect(walls.retrieve({ text: 'q', filter }, ada)).rejects.toThrow(
    /cannot be put into its SQL/,
  );
});

it('gets a link to a whole document, for who may read it', async () => {
  const server = await startServer();
  const presignedUrl = 'https://bucket/doc?X-Amz-Signature=s';
  server.reply(json(200, { presignedUrl, mimeType: 'application/pdf', documentContentLength: 7 }));
  const link = documentContent({
    id: 'KB1',
    dataSource: 'DS1',
    connection: server.connect(),
    rights: { tenant: 'acme', user: true },
    format: 'extracted',
  });
  expect(await link('doc 1', ada)).toEqual({
    url: presignedUrl,
    mimeType: 'application/pdf',
    bytes: 7,
  });
  expect(server.received[0]?.path).toMatch(/^\/knowledgebases\/KB1\/datasources\/DS1\//);
  expect(JSON.stringify([server.received[0]?.path, server.body()])).toContain('EXTRACTED');
  await expect(link('doc 1', { ...ada, tenant: 'other' })).rejects.toMatchObject({
    code: 'model.denied',
  });
  await expect(link('doc 1', {} as never)).rejects.toMatchObject({ code: 'access.missing' });
  expect(server.received).toHaveLength(1);
});
