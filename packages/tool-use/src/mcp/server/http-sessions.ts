import type { Principal } from '@ashlar/core';
import type {
  Server,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { loaded } from '../errors.ts';
import { authInfoOf, callerKey } from './caller.ts';
import type { Serving } from './protocol-server.ts';

interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly owner: string;
  calls: number;
  lastUsed: number;
}

export interface HttpSessions {
  handle(request: Request, principal: Principal | undefined): Promise<Response>;
  close(): Promise<void>;
}

const mostSessions = 1_000;
const idleMs = 30 * 60_000;

/** Sessions of the protocol of 2025: a cancellation finds its call only in the session that made it. Each belongs to one caller. */
export function httpSessions(serverFor: (serving: Serving) => Promise<Server>): HttpSessions {
  const sessions = new Map<string, Session>();

  async function begin(request: Request, principal: Principal | undefined): Promise<Response> {
    await sweep();
    if (sessions.size >= mostSessions)
      return refusal(503, 'There are too many sessions. Try later.');
    const sdk = await loaded(
      '@modelcontextprotocol/server',
      () => import('@modelcontextprotocol/server'),
    );
    let session: Session | undefined;
    const transport = new sdk.WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized(id) {
        session = { transport, owner: callerKey(principal), calls: 0, lastUsed: Date.now() };
        sessions.set(id, session);
      },
      onsessionclosed: (id) => void sessions.delete(id),
    });
    const server = await serverFor({
      busy() {
        if (session !== undefined) session.calls += 1;
        return () => {
          if (session === undefined) return;
          session.calls -= 1;
          session.lastUsed = Date.now();
        };
      },
    });
    await server.connect(transport);
    const response = await transport.handleRequest(request, withCaller(principal));
    if (session === undefined) await server.close();
    return response;
  }

  /** Ends sessions that were not used for long, and makes room for one where that is possible. */
  async function sweep(): Promise<void> {
    const idle = [...sessions]
      .filter(([, { calls }]) => calls === 0)
      .sort(([, a], [, b]) => a.lastUsed - b.lastUsed);
    const old = idle.filter(([, { lastUsed }]) => Date.now() - lastUsed > idleMs);
    const tooMany = Math.max(sessions.size - mostSessions + 1, old.length);
    for (const [id, { transport }] of idle.slice(0, tooMany)) {
      sessions.delete(id);
      await transport.close();
    }
  }

  return {
    async handle(request, principal) {
      const id = request.headers.get('mcp-session-id');
      if (id === null) return begin(request, principal);
      const session = sessions.get(id);
      // Somebody else's session is one that does not exist.
      if (session === undefined || session.owner !== callerKey(principal))
        return refusal(404, 'There is no such session.');
      session.lastUsed = Date.now();
      return session.transport.handleRequest(request, withCaller(principal));
    },
    async close() {
      const all = [...sessions.values()];
      sessions.clear();
      await Promise.all(all.map(({ transport }) => transport.close()));
    },
  };
}

function withCaller(principal: Principal | undefined) {
  const authInfo = authInfoOf(principal);
  return authInfo === undefined ? {} : { authInfo };
}

/** An answer of HTTP that is an error of JSON-RPC, too. */
export function refusal(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = { jsonrpc: '2.0', error: { code: -32000, message }, id: null };
  return Response.json(body, { status, headers });
}
