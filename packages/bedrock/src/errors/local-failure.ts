import type { Failure } from './failure.ts';

/** Errors of the SDK before a request leaves: nothing to sign with, nowhere to send to. */
export function localFailure(error: Error): Failure | undefined {
  if (/region is missing/i.test(error.message)) {
    return {
      code: 'model.credentials',
      retryable: false,
      advice: 'Pass bedrock({ region }) or set AWS_REGION.',
    };
  }
  if ((error as { readonly code?: unknown }).code === 'ERR_INVALID_URL') {
    return {
      code: 'model.invalid-request',
      retryable: false,
      advice: 'Check bedrock({ endpoint }), AWS_ENDPOINT_URL_BEDROCK_RUNTIME and AWS_ENDPOINT_URL.',
    };
  }
  return nameless.test(error.name) || tokenless.test(error.message)
    ? {
        code: 'model.credentials',
        retryable: false,
        advice:
          'Set AWS_PROFILE, AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, or AWS_BEARER_TOKEN_BEDROCK, or pass bedrock({ credentials }) or bedrock({ apiKey }).',
      }
    : undefined;
}

const nameless = /^(CredentialsProviderError|TokenProviderError|ProviderError)$/;
const tokenless =
  /(could not load credentials|resolved credential object is not valid|token is missing|could not be signed with|identity provider)/i;
