/** The type of a `toolUse` block whose tool the service runs itself (enum ToolUseType of the published client). */
export const serverToolUse = 'server_tool_use';

/** The type that we give the result of such a tool. The service names it per tool; other types are kept as they come. */
export const serverToolResult = 'server_tool_result';
