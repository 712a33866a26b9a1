import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type {
  BedrockRuntimeClient,
  BedrockRuntimeClientConfig,
} from '@aws-sdk/client-bedrock-runtime';

/** What a client is made of; what is absent is resolved the way every AWS tool does. */
export interface ClientOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly credentials?: NonNullable<BedrockRuntimeClientConfig['credentials']>;
  readonly apiKey?: string | (() => Promise<string>);
  readonly endpoint?: string;
  readonly maxSockets: number;
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly agent?: HttpAgent | HttpsAgent;
}

/**
 * Makes the tuned AWS client. The SDK is loaded here, on first use: importing this package costs nothing of it.
 *
 * HTTP/1.1 and not the SDK's default handler: that one opens an HTTP/2 connection for every request and ends a broken
 * stream without an error.
 */
export async function createClient(options: ClientOptions): Promise<BedrockRuntimeClient> {
  const { BedrockRuntimeClient, NodeHttpHandler } = await import('./sdk.ts');
  const { agent, maxSockets } = options;
  const pool = { keepAlive: true, maxSockets };
  return new BedrockRuntimeClient({
    ...identity(options),
    ...(options.region !== undefined && { region: options.region }),
    ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
    // Both, as AWS_RETRY_MODE=adaptive would hold requests back even when there is nothing to repeat.
    maxAttempts: 1,
    retryMode: 'standard',
    requestHandler: new NodeHttpHandler({
      connectionTimeout: options.connectTimeoutMs,
      socketTimeout: options.idleTimeoutMs,
      httpAgent: agent ?? pool,
      httpsAgent: (agent as HttpsAgent | undefined) ?? pool,
    }),
  });
}

// What is said in the code wins over the environment. The SDK would prefer AWS_BEARER_TOKEN_BEDROCK even to explicit
// credentials unless the scheme is named.
function identity(options: ClientOptions): BedrockRuntimeClientConfig {
  const { apiKey, credentials, profile } = options;
  if (apiKey !== undefined) {
    const token = async () => ({ token: typeof apiKey === 'string' ? apiKey : await apiKey() });
    return { token, authSchemePreference: ['httpBearerAuth'] };
  }
  const sigv4 = { authSchemePreference: ['sigv4'] };
  if (credentials !== undefined) return { credentials, ...sigv4 };
  return profile === undefined ? {} : { profile, ...sigv4 };
}
