import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import type { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler';
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
  readonly http2?: boolean;
}

/** What clients of all Bedrock services have in common, as their constructors take it. */
export type ClientConfig = Pick<
  BedrockRuntimeClientConfig,
  'region' | 'profile' | 'credentials' | 'endpoint' | 'useFipsEndpoint' | 'useDualstackEndpoint'
> & {
  readonly maxAttempts: 1;
  readonly retryMode: 'standard';
  readonly requestHandler: NodeHttpHandler | NodeHttp2Handler;
};

/**
 * HTTP/1.1 or one HTTP/2 session, and not the SDK's default handler: that one opens an HTTP/2 connection for every request and ends a
 * broken stream without an error. The SDK retries nothing: there is one owner of retries.
 */
export async function clientConfig(
  options: ClientOptions,
  service: 'bedrock_runtime' | 'bedrock_agent_runtime',
): Promise<ClientConfig> {
  const { region, profile, credentials, fips, dualStack } = options;
  const { endpoint = profile && (await profileEndpoint(profile, service)) } = options;
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
    requestHandler: await handlerOf(options),
  };
}

async function handlerOf(options: ClientOptions): Promise<ClientConfig['requestHandler']> {
  const { agent, maxSockets, connectTimeoutMs, idleTimeoutMs } = options;
  if (options.http2 === true) {
    // Apart: who speaks HTTP/1.1 need not load HTTP/2.
    const { http2Handler } = await import('./http2-handler.ts');
    return http2Handler({ maxStreams: maxSockets, connectTimeoutMs, idleTimeoutMs });
  }
  const { NodeHttpHandler } = await import('./sdk.ts');
  const pool = { keepAlive: true, maxSockets };
  return new NodeHttpHandler({
    connectionTimeout: connectTimeoutMs,
    socketTimeout: idleTimeoutMs,
    httpAgent: agent ?? pool,
    httpsAgent: (agent as HttpsAgent | undefined) ?? pool,
  });
}
