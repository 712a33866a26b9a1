import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BedrockClient } from '@aws-sdk/client-bedrock';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { expect, it, onTestFinished } from 'vitest';
import { listModels, toSource } from '../scripts/refresh-models.ts';
import { modelList } from '../src/index.ts';
import { json } from './support/replies.ts';
import { type Reply, startServer } from './support/server.ts';

// As the API references of ListFoundationModels and ListInferenceProfiles show them.
const controlPlane: Reply = (response, request) => {
  const url = new URL(request.path, 'http://localhost');
  if (url.pathname === '/foundation-models') {
    return json(200, {
      modelSummaries: [
        {
          modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/b.two-v1:0',
          modelId: 'b.two-v1:0',
          providerName: 'B',
          inputModalities: ['TEXT', 'IMAGE'],
          outputModalities: ['TEXT'],
          responseStreamingSupported: true,
          inferenceTypesSupported: [],
          modelLifecycle: { status: 'LEGACY', endOfLifeTime: '2027-01-31T00:00:00Z' },
        },
        { modelId: 'b.two-v1:0:200k', modelLifecycle: { status: 'ACTIVE' } },
        {
          modelId: 'a.one',
          inferenceTypesSupported: ['ON_DEMAND'],
          modelLifecycle: { status: 'ACTIVE' },
        },
      ],
    })(response, request);
  }
  const second = url.searchParams.get('nextToken') === 'more';
  const profile = (id: string) => ({
    inferenceProfileId: id,
    models: [{ modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/b.two-v1:0' }],
  });
  const inferenceProfileSummaries = [profile(second ? 'us.b.two-v1:0' : 'global.b.two-v1:0')];
  json(200, { inferenceProfileSummaries, ...(!second && { nextToken: 'more' }) })(
    response,
    request,
  );
};

it('lists models and inference profiles of regions, page by page', async () => {
  const server = await startServer();
  server.reply(controlPlane);
  const clients = ['us-east-1', 'eu-west-1'].map((region) => {
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const requestHandler = new NodeHttpHandler();
    return new BedrockClient({ region, credentials, endpoint: server.url, requestHandler });
  });
  const list = await listModels(clients, '2026-11-21');
  for (const client of clients) client.destroy();
  expect(list).toEqual({
    asOf: '2026-11-21',
    source: 'ListFoundationModels and ListInferenceProfiles in us-east-1, eu-west-1',
    models: [
      { id: 'a.one', lifecycle: 'active', onDemand: true },
      {
        id: 'b.two-v1:0',
        provider: 'B',
        input: ['TEXT', 'IMAGE'],
        output: ['TEXT'],
        streaming: true,
        lifecycle: 'legacy',
        endOfLife: '2027-01-31',
        onDemand: false,
        profiles: ['global.b.two-v1:0', 'us.b.two-v1:0'],
      },
    ],
  });
  expect(toSource(list)).toContain('"id": "a.one"');
});

it('runs as it is under Node, for the regions that it is given', async () => {
  const server = await startServer();
  server.reply(controlPlane);
  const folder = await mkdtemp(join(tmpdir(), 'models-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const out = join(folder, 'model-list.ts');
  const script = fileURLToPath(new URL('../scripts/refresh-models.ts', import.meta.url));
  const env = {
    AWS_ENDPOINT_URL_BEDROCK: server.url,
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  };
  const args = [script, '--out', out, 'us-east-1', 'eu-west-1'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  expect(stdout).toMatch(/^2 models of .* in us-east-1, eu-west-1\. Now: biome check --write /);
  const { modelList: written } = await import(out);
  expect(written.models.map(({ id }: { readonly id: string }) => id)).toEqual([
    'a.one',
    'b.two-v1:0',
  ]);
});

it('keeps the list dated and sorted, each model once', () => {
  const ids = modelList.models.map(({ id }) => id);
  expect(modelList.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(ids).toEqual([...new Set(ids)].sort());
});
