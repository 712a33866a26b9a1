import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { profileEndpoint } from './profile-endpoint.ts';

/** What a client is made of; what is absent is resolved the way every AWS tool does. */
export interface ClientOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly credentials?: NonNullable<BedrockRuntimeClientConfig['credentials']>;
  readonly apiKey?: string | (() => Promise<string>);
  readonly endpoint?: string;
  readonly fips?: boolean;
  readonly dualStack?: boolean;
  readonly maxSockets: number;
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly agent?: HttpAgent | HttpsAgent;
}

/** What clients of all Bedrock services have in common, as their constructors take it. */
export type ClientConfig = Pick<
  BedrockRuntimeClientConfig,
  'region' | 'profile' | 'credentials' | 'endpoint' | 'useFipsEndpoint' | 'useDualstackEndpoint'
> & {
  readonly maxAttempts: 1;
  readonly retryMode: 'standard';
  readonly requestHandler: NodeHttpHandler;
};

/**
 * HTTP/1.1 and not the SDK's default handler: that one opens an HTTP/2 connection for every request and ends a broken stream
 * without an error. The SDK retries nothing: there is one owner of retries.
 */
export async function clientConfig(
  options: ClientOptions,
  service: 'bedrock_runtime' | 'bedrock_agent_runtime',
): Promise<ClientConfig> {
  const { NodeHttpHandler } = await import('./sdk.ts');
  const { agent, maxSockets, region, profile, credentials, fips, dualStack } = options;
  const { endpoint = profile && (await profileEndpoint(profile, service)) } = options;
  const pool = { keepAlive: true, maxSockets };
  return {
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(credentials !== undefined && { credentials }),
    ...(endpoint !== undefined && { endpoint }),
    ...(fips !== undefined && { useFipsEndpoint: fips }),
    ...(dualStack !== undefined && { useDualstackEndpoint: dualStack }),
    // Both, as AWS_RETRY_MODE=adaptive would hold requests back even when there is nothing to repeat.
    maxAttempts: 1,
    retryMode: 'standard',
    requestHandler: new NodeHttpHandler({
      connectionTimeout: options.connectTimeoutMs,
      socketTimeout: options.idleTimeoutMs,
      httpAgent: agent ?? pool,
      httpsAgent: (agent as HttpsAgent | undefined) ?? pool,
    }),
  };
}
