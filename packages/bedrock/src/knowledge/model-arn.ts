import { modelError } from '../errors/failure.ts';
import type { BedrockConnection } from '../transport/connection.ts';
import { agentClient } from './agent-client.ts';

/** The ARN of a foundation model in the connection's region; an ARN stays as it is. The agent runtime takes no plain ids. */
export async function modelArn(model: string, connection: BedrockConnection): Promise<string> {
  if (model.startsWith('arn:')) return model;
  const client = await agentClient(connection);
  const region = await regionOf(model, () => client.config.region());
  return `arn:${partition(region)}:bedrock:${region}::foundation-model/${model}`;
}

async function regionOf(model: string, region: () => Promise<string>): Promise<string> {
  try {
    return await region();
  } catch (cause) {
    const what = 'Region is missing: pass bedrock({ region }) or set AWS_REGION.';
    throw modelError('model.credentials', what, { model }, { cause });
  }
}

function partition(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
