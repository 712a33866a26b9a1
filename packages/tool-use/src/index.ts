export { type PreparedArguments, prepareArguments } from './arguments/prepare-arguments.ts';
export { nearestName } from './define/nearest-name.ts';
export { toolSchema } from './define/tool-schema.ts';
export { type ToolSpecs, toolSpecs } from './define/tool-specs.ts';
export {
  type DefinedTool,
  type ToolOptions,
  type ToolRunContext,
  type ToolTraits,
  tool,
} from './tool.ts';
