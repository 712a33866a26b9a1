import {
  type CallContext,
  type EffectKind,
  isAshlarError,
  type Json,
  type Principal,
  type Schema,
  type Tool,
  type ToolContext,
} from '@ashlar/core';
import { toolInputSchema } from './define/tool-input-schema.ts';
import { definitionError } from './definition-errors.ts';
import { withOwnContent } from './results/tool-content.ts';

/** What a tool of {@link tool} is given while it runs. */
export interface ToolRunContext extends ToolContext {
  /** Tells watchers how far the tool is: a `note` event with the name `tool.progress`. The model does not see it. */
  progress(data: Json): void;
}

/** What {@link tool} takes that has nothing to do with types. */
interface ToolFacts {
  /** As your system calls it, up to 200 characters. Models are shown a name that Bedrock takes, see `toolSpecs`. */
  readonly name: string;
  /** What it does and when to use it: all that a model knows about it. */
  readonly description: string;
  /**
   * What a repeat means: `read` changes nothing, `idempotent` may be repeated with the same key, `once` must not be repeated.
   *
   * @default 'once': never repeated after a crash, and its arguments are never repaired without being asked for again
   */
  readonly effect?: EffectKind;
  /** Milliseconds for one call, enforced by the agent. It says nothing about waiting for an approval. @default the agent's */
  readonly timeoutMs?: number;
  /** Who may see and call it: to others it does not exist. @default everybody */
  readonly visibleTo?: (principal: Principal | undefined) => boolean;
}

/** What {@link tool} takes. */
export type ToolOptions<I, O> = ToolFacts & {
  /** zod 4, `toolSchema` for JSON Schema, or any Standard Schema that has JSON Schema. Its values must be objects. */
  readonly input: Schema<I>;
  /** Checked when the tool has run. @default anything that is JSON */
  readonly output?: Schema<O>;
  /** Whether a person must approve this call first; decided on the checked input. @default false */
  readonly needsApproval?:
    | boolean
    | ((input: I, context: CallContext) => boolean | Promise<boolean>);
  readonly run: (input: I, context: ToolRunContext) => Promise<O> | O;
  /** Undoes a call, given what it returned. The agent calls it, last call first, when the run is rolled back. */
  readonly compensate?: (output: O, context: ToolContext) => Promise<void> | void;
};

/** What an agent needs to know about a tool besides what core does. The input of `needsApproval` is what the tool's schema gave. */
export interface ToolTraits {
  readonly timeoutMs?: number;
  needsApproval?(input: never, context: CallContext): boolean | Promise<boolean>;
  visibleTo?(principal: Principal | undefined): boolean;
}

/** A {@link Tool} of core with its {@link ToolTraits}. */
export type DefinedTool<I = unknown, O = unknown> = Tool<I, O> & ToolTraits;

/**
 * A tool that a model may call. Everything that would fail later is refused here: an empty name or description, a schema that no
 * model can be shown, a timeout that is no time.
 *
 * ```ts
 * import { tool } from '@ashlar/tool-use';
 * import { z } from 'zod';
 *
 * export const weather = tool({
 *   name: 'weather',
 *   description: 'The weather of a city today.',
 *   input: z.object({ city: z.string(), unit: z.enum(['C', 'F']).default('C') }),
 *   effect: 'read',
 *   run: async ({ city, unit }) => ({ city, unit, degrees: 21 }),
 * });
 * ```
 *
 * @throws tool.definition, with the tool and what is wrong with it
 */
// ToolOptions of a zod schema, written out and with zod's own mark of its type: 20 tools take the compiler 4,900 instead of 8,200
// instantiations. Everything else is a Schema<I>.
export function tool<I, O>(
  options: ToolFacts & {
    readonly input: { readonly _output: I };
    readonly output?: Schema<O>;
    readonly needsApproval?:
      | boolean
      | ((input: I, context: CallContext) => boolean | Promise<boolean>);
    readonly run: (input: I, context: ToolRunContext) => Promise<O> | O;
    readonly compensate?: (output: O, context: ToolContext) => Promise<void> | void;
  },
): DefinedTool<I, O>;
export function tool<I, O>(options: ToolOptions<I, O>): DefinedTool<I, O>;
export function tool(
  options: Omit<ToolOptions<unknown, unknown>, 'input'> & { readonly input: unknown },
): DefinedTool {
  const { name, description, input, output, effect = 'once', timeoutMs } = options;
  const { needsApproval, visibleTo, run, compensate } = options;
  checkFacts(options);
  checkInput(name, input);
  return withOwnContent({
    name,
    description,
    input,
    ...(output !== undefined && { output }),
    effect,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(needsApproval !== undefined && {
      needsApproval: typeof needsApproval === 'function' ? needsApproval : () => needsApproval,
    }),
    ...(visibleTo !== undefined && { visibleTo }),
    run: async (given: unknown, context: ToolContext) =>
      run(given, {
        ...context,
        progress: (data) => context.emit('tool.progress', { tool: name, data }),
      }),
    ...(compensate !== undefined && {
      compensate: async (result: unknown, context: ToolContext) => compensate(result, context),
    }),
  });
}

const longestName = 200;

function checkFacts({ name, description, timeoutMs }: ToolFacts): void {
  if (name.trim() === '' || name.length > longestName)
    throw definitionError(name, `its name must have 1 to ${longestName} characters`);
  if (description.trim() === '')
    throw definitionError(name, 'it has no description: a model cannot know when to use it');
  if (timeoutMs !== undefined && !(timeoutMs > 0))
    throw definitionError(name, `timeoutMs must be above 0, is ${timeoutMs}`);
}

function checkInput(name: string, input: unknown): asserts input is Schema<unknown> {
  if (typeof input !== 'object' || input === null || !('~standard' in input))
    throw definitionError(
      name,
      'its input is no Standard Schema: use a zod 4 schema, or toolSchema for JSON Schema',
    );
  try {
    toolInputSchema(input as Schema<unknown>);
  } catch (error) {
    if (!isAshlarError(error)) throw error;
    throw definitionError(name, error.message, error);
  }
}
