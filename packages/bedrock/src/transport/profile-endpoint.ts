/**
 * The endpoint that a named profile configures for a service. The SDK looks only into the profile of AWS_PROFILE, even when its client
 * is made for another one. The environment wins, as in every AWS tool.
 * Source: docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export async function profileEndpoint(
  profile: string,
  service: 'bedrock_runtime' | 'bedrock_agent_runtime',
): Promise<string | undefined> {
  const { env } = process;
  const configured = env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? env.AWS_ENDPOINT_URL;
  if (configured || env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return undefined;
  const { loadConfig } = await import('./sdk.ts');
  const read = loadConfig<string | undefined>(
    {
      environmentVariableSelector: () => undefined,
      configFileSelector: (own, file) => {
        if (own.ignore_configured_endpoint_urls === 'true') return undefined;
        const services = file?.[`services.${own.services}`];
        return services?.[`${service}.endpoint_url`] ?? own.endpoint_url;
      },
      default: undefined,
    },
    { profile },
  );
  return read();
}
