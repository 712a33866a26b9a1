import { isAshlarError } from '@ashlar/core';
import { invalidOption, unauthorized } from '../errors.ts';
import { type McpEndpoint, openEndpoint } from './mcp-transport.ts';

const longestAnswer = 1_000_000;

/**
 * Finishes an authorization: trades the code that the authorization server sent the user back with for tokens, which go to the provider.
 * Connect again afterwards. Compare `state` with the one that the provider gave before you call it: the SDK does not.
 *
 * @param endpoint the transport that `connectMcp` was given
 * @param callback the query of the address that the user was sent back to
 * @throws mcp.unauthorized when the code is not accepted
 */
export async function authorizeMcp(
  endpoint: McpEndpoint,
  callback: URLSearchParams,
): Promise<void> {
  if (endpoint.authProvider === undefined)
    throw invalidOption('transport.authProvider', 'there is none to give tokens to');
  const transport = await openEndpoint(endpoint, longestAnswer);
  try {
    await transport.finishAuth(callback);
  } catch (cause) {
    if (isAshlarError(cause)) throw cause;
    throw unauthorized(new URL(endpoint.url).host, cause);
  } finally {
    await transport.close();
  }
}
