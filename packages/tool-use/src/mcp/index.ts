export type { McpChange, McpOffer, McpPins } from './client/accepted-tools.ts';
export { authorizeMcp } from './client/authorize-mcp.ts';
export { type ConnectMcpOptions, connectMcp, type McpConnection } from './client/connect-mcp.ts';
export type { McpDefinition } from './client/mcp-definition.ts';
export type { McpPrompt, McpPrompts } from './client/mcp-prompts.ts';
export type { McpResource, McpResources, McpResourceTemplate } from './client/mcp-resources.ts';
export type { McpToolSettings } from './client/mcp-tool.ts';
export type { McpEndpoint, McpProcess, McpTransport } from './client/mcp-transport.ts';
export type { McpAnswers } from './client/server-requests.ts';
export {
  type McpHttpOptions,
  type McpServer,
  type McpServerOptions,
  mcpServer,
} from './server/mcp-server.ts';
export type { Suspended } from './server/protocol-server.ts';
