export type { AgentInput, AgentRequest } from './agent/agent-input.ts';
export { type ToolAgent, toolAgent } from './agent/tool-agent.ts';
export type {
  CompactionOptions,
  CompensatePolicy,
  LoopLimits,
  ResultOptions,
  ToolAgentOptions,
} from './agent/tool-agent-options.ts';
export { withTimeout } from './agent/with-timeout.ts';
export { definitionDigest } from './approval/definition-digest.ts';
export { type PreparedArguments, prepareArguments } from './arguments/prepare-arguments.ts';
export { nearestName } from './define/nearest-name.ts';
export { toolSchema } from './define/tool-schema.ts';
export { type ToolSpecs, toolSpecs } from './define/tool-specs.ts';
export { rejected } from './errors.ts';
export { errorText } from './results/error-text.ts';
export { type ContentPart, type ToolContent, toolContent } from './results/tool-content.ts';
export {
  type DefinedTool,
  type ToolOptions,
  type ToolRunContext,
  type ToolTraits,
  tool,
} from './tool.ts';
