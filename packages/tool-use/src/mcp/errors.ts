import { AshlarError } from '@ashlar/core';

declare module '@ashlar/core' {
  interface ErrorFacts {
    /** An option of `connectMcp` or `mcpServer` cannot be used. */
    'mcp.invalid': { readonly option: string };
    /** An optional package that is needed is not installed. */
    'mcp.missing': { readonly package: string };
    /** There is no connection to the server: nothing was sent. */
    'mcp.unavailable': { readonly server: string; readonly attempts: number };
    /** The server wants an authorization that the host's provider does not have (yet). Nothing was sent. */
    'mcp.unauthorized': { readonly server: string };
    /** The request was sent and no answer came: what it asked for may have happened. */
    'mcp.unanswered': {
      readonly server: string;
      readonly request: string;
      readonly problem: 'connection' | 'timeout';
    };
    /** The server says that a call failed. Whether it took effect only the server knows. `text` are its own words, cut. */
    'mcp.failed': { readonly server: string; readonly tool: string; readonly text: string };
    /** The server answered with an error of the protocol. */
    'mcp.refused': { readonly server: string; readonly request: string; readonly status?: number };
    /** The definition of a tool is not the one that the host accepted. Nothing was sent. */
    'mcp.changed': { readonly server: string; readonly tool: string };
  }
}

export function invalidOption(option: string, problem: string): AshlarError<'mcp.invalid'> {
  return new AshlarError('mcp.invalid', `The option ${option} cannot be used: ${problem}.`, {
    facts: { option },
  });
}

/** Loads an optional package, or says what to install. */
export async function loaded<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new AshlarError('mcp.missing', `MCP needs the package ${name}: install it.`, {
      facts: { package: name },
      cause,
    });
  }
}

export function unavailable(
  server: string,
  attempts: number,
  why: string,
  cause?: unknown,
): AshlarError<'mcp.unavailable'> {
  return new AshlarError(
    'mcp.unavailable',
    `The MCP server ${server} cannot be reached: ${why}. Nothing was sent.`,
    { facts: { server, attempts }, retryable: true, cause },
  );
}

export function unauthorized(server: string, cause?: unknown): AshlarError<'mcp.unauthorized'> {
  return new AshlarError(
    'mcp.unauthorized',
    `The MCP server ${server} wants an authorization that is not there. Let the user follow the address that the provider was given, finish with authorizeMcp, and connect again.`,
    { facts: { server }, cause },
  );
}

export function unanswered(
  server: string,
  request: string,
  problem: 'connection' | 'timeout',
  retryable: boolean,
): AshlarError<'mcp.unanswered'> {
  const why = problem === 'timeout' ? 'in time' : 'before the connection ended';
  return new AshlarError(
    'mcp.unanswered',
    `The MCP server ${server} did not answer ${request} ${why}. What was asked for may have happened: check before you repeat it.`,
    { facts: { server, request, problem }, retryable },
  );
}

export function changedDefinition(server: string, tool: string): AshlarError<'mcp.changed'> {
  return new AshlarError(
    'mcp.changed',
    `The definition of ${tool} at the MCP server ${server} is not the one that was accepted. Look at it with offered(), accept it, and make the agent anew with tools().`,
    { facts: { server, tool } },
  );
}
