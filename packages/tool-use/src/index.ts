export { type PreparedArguments, prepareArguments } from './arguments/prepare-arguments.ts';
export { toolSchema } from './define/tool-schema.ts';
export { type ToolSpecs, toolSpecs } from './define/tool-specs.ts';
export {
  type DefinedTool,
  type ToolOptions,
  type ToolRunContext,
  tool,
} from './tool.ts';
