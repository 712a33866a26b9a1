import type {
  BedrockRuntimeClient,
  BedrockRuntimeClientConfig,
} from '@aws-sdk/client-bedrock-runtime';
import { type ClientOptions, clientConfig } from './client-config.ts';
import { keepUnknownEvents } from './keep-unknown-events.ts';

/** Makes the tuned AWS client. The SDK is loaded here, on first use: importing this package costs nothing of it. */
export async function createClient(options: ClientOptions): Promise<BedrockRuntimeClient> {
  const { BedrockRuntimeClient } = await import('./sdk.ts');
  const config = await clientConfig(options, 'bedrock_runtime');
  const client = new BedrockRuntimeClient({ ...config, ...identity(options) });
  keepUnknownEvents(client);
  return client;
}

// What is said in the code wins over the environment. The SDK would prefer AWS_BEARER_TOKEN_BEDROCK even to explicit
// credentials unless the scheme is named.
function identity({ apiKey, credentials, profile }: ClientOptions): BedrockRuntimeClientConfig {
  if (apiKey !== undefined) {
    // A token without an end is fetched once and kept for ever, also when it has long expired: one that has ended is fetched anew.
    const token = async () =>
      typeof apiKey === 'string'
        ? { token: apiKey }
        : { token: await apiKey(), expiration: new Date(0) };
    return { token, authSchemePreference: ['httpBearerAuth'] };
  }
  const given = credentials !== undefined || profile !== undefined;
  return given ? { authSchemePreference: ['sigv4'] } : {};
}
