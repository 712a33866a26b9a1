// Writes src/models/model-list.ts anew from the control plane, for the account and regions of the environment:
//   node packages/bedrock/scripts/refresh-models.ts [--out <file>] us-east-1 eu-central-1
// It lists models and inference profiles, and changes nothing at AWS. Never run live so far: a test runs it over loopback.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BedrockClient, FoundationModelSummary } from '@aws-sdk/client-bedrock';
import type { ListedModel, ModelList } from '../src/models/listed-model.ts';

/** Asks for the models and inference profiles of each client's region and joins them, sorted by id. */
export async function listModels(
  clients: readonly BedrockClient[],
  asOf: string,
): Promise<ModelList> {
  const models = new Map<string, ListedModel>();
  const regions: string[] = [];
  for (const client of clients) {
    regions.push(await client.config.region());
    for (const model of await listRegion(client)) {
      const before = models.get(model.id);
      const profiles = [
        ...new Set([...(before?.profiles ?? []), ...(model.profiles ?? [])]),
      ].sort();
      models.set(model.id, { ...before, ...model, ...(profiles.length > 0 && { profiles }) });
    }
  }
  const sorted = [...models.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const source = `ListFoundationModels and ListInferenceProfiles in ${regions.join(', ')}`;
  return { asOf, source, models: sorted };
}

async function listRegion(client: BedrockClient): Promise<readonly ListedModel[]> {
  const { ListFoundationModelsCommand, paginateListInferenceProfiles } = await import(
    '@aws-sdk/client-bedrock'
  );
  const profiles = new Map<string, string[]>();
  for await (const page of paginateListInferenceProfiles(
    { client },
    { typeEquals: 'SYSTEM_DEFINED' },
  )) {
    for (const { inferenceProfileId, models = [] } of page.inferenceProfileSummaries ?? []) {
      for (const { modelArn = '' } of models) {
        const id = modelArn.slice(modelArn.lastIndexOf('/') + 1);
        if (inferenceProfileId !== undefined) {
          profiles.set(id, [...(profiles.get(id) ?? []), inferenceProfileId]);
        }
      }
    }
  }
  const { modelSummaries = [] } = await client.send(new ListFoundationModelsCommand({}));
  return modelSummaries.flatMap((summary) => toListed(summary, profiles));
}

function toListed(
  summary: FoundationModelSummary,
  profiles: ReadonlyMap<string, readonly string[]>,
): ListedModel[] {
  const { modelId: id, providerName: provider, modelLifecycle } = summary;
  // Ids with a context length behind them (`…:0:200k`) are for provisioned throughput alone.
  if (id === undefined || /:\d+:/.test(id)) return [];
  const { inputModalities: input, outputModalities: output, inferenceTypesSupported } = summary;
  const streaming = summary.responseStreamingSupported;
  const serving = profiles.get(id);
  const end = modelLifecycle?.endOfLifeTime;
  return [
    {
      id,
      ...(provider !== undefined && { provider }),
      ...(input !== undefined && { input }),
      ...(output !== undefined && { output }),
      ...(streaming !== undefined && { streaming }),
      lifecycle: modelLifecycle?.status === 'LEGACY' ? 'legacy' : 'active',
      ...(end !== undefined && { endOfLife: end.toISOString().slice(0, 10) }),
      onDemand: inferenceTypesSupported?.includes('ON_DEMAND') ?? false,
      ...(serving !== undefined && { profiles: [...new Set(serving)].sort() }),
    },
  ];
}

/** The source file of a list; format it with biome. */
export function toSource(list: ModelList): string {
  return `// Written by scripts/refresh-models.ts from the control plane.
import type { ModelList } from './listed-model.ts';

export const modelList: ModelList = ${JSON.stringify(list, null, 2)};
`;
}

if (import.meta.main) {
  const { BedrockClient: Client } = await import('@aws-sdk/client-bedrock');
  const { values, positionals: regions } = parseArgs({
    options: { out: { type: 'string' } },
    allowPositionals: true,
  });
  const clients = (regions.length > 0 ? regions : [undefined]).map(
    (region) => new Client(region === undefined ? {} : { region }),
  );
  const list = await listModels(clients, new Date().toISOString().slice(0, 10));
  for (const client of clients) client.destroy();
  const file = values.out ?? fileURLToPath(new URL('../src/models/model-list.ts', import.meta.url));
  await writeFile(file, toSource(list));
  console.log(`${list.models.length} models of ${list.source}. Now: biome check --write ${file}`);
}
