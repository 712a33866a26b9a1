import { AshlarError } from '@ashlar/core';
import { rejected } from '../../errors.ts';
import '../errors.ts';
import { cleanText } from './clean-text.ts';

// Of JSON-RPC: no such method, or parameters that do not fit. The server did nothing.
const notDone = [-32601, -32602];
const longestMessage = 2_000;

/** The error for a request that the server answered with an error of the protocol; its words only where the model can use them. */
export function refusedRequest(
  server: string,
  request: string,
  thrown: unknown,
  status?: number,
): AshlarError {
  const { code, message = '' } = thrown as { readonly code?: unknown; readonly message?: string };
  if (typeof code === 'number' && notDone.includes(code)) {
    const words = cleanText(message, longestMessage);
    return rejected(`The server did not take ${request}: ${words}`) as AshlarError;
  }
  const number = status ?? (typeof code === 'number' ? code : undefined);
  return new AshlarError(
    'mcp.refused',
    `The MCP server ${server} answered ${request} with ${number === undefined ? 'an error' : `error ${number}`}. Whether something happened it does not say.`,
    { facts: { server, request, ...(number !== undefined && { status: number }) }, cause: thrown },
  );
}
