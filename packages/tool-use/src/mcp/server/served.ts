import {
  type Agent,
  AshlarError,
  isAshlarError,
  type Json,
  type JsonObject,
  type JsonSchema,
  type Principal,
  pattern,
  type Schema,
  type Scope,
  toJsonSchema,
} from '@ashlar/core';
import { withTimeout } from '../../agent/with-timeout.ts';
import { definitionDigest } from '../../approval/definition-digest.ts';
import { requestApproval } from '../../approval/request-approval.ts';
import { prepareArguments } from '../../arguments/prepare-arguments.ts';
import { toolInputSchema } from '../../define/tool-input-schema.ts';
import { rejected } from '../../errors.ts';
import type { DefinedTool } from '../../tool.ts';
import '../errors.ts';

/** What clients see of a tool or an agent, and what a call of it runs. */
export interface Served {
  /** Of ours; clients see one that MCP takes. */
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  /** Absent where its values are no objects. */
  readonly outputSchema?: JsonSchema;
  readonly annotations?: { readonly readOnlyHint: boolean; readonly idempotentHint: boolean };
  isVisibleTo(principal: Principal | undefined): boolean;
  readonly agent: Agent;
  /** What the agent is run with. */
  inputOf(given: JsonObject): Json;
}

/** A tool as it is served: with its timeout, its approval and checked arguments, as a run of its own. */
export function serveTool(tool: DefinedTool, timeoutMs: number): Served {
  const timed = withTimeout(tool, timeoutMs);
  const { name, description, effect } = tool;
  return {
    name,
    description,
    inputSchema: toolInputSchema(tool.input),
    ...outputOf(tool.output),
    annotations: { readOnlyHint: effect === 'read', idempotentHint: effect !== 'once' },
    isVisibleTo: (principal) => tool.visibleTo === undefined || tool.visibleTo(principal) === true,
    agent: pattern({ name, version: '1', description }, async (given: Json, scope) => {
      const input = await admitted(scope, tool, given);
      return scope.call(timed, input);
    }),
    inputOf: (given) => given,
  };
}

/** An agent as it is served: under its own schema, or with its input as the one argument `input` where that is no object. */
export function serveAgent(agent: Agent): Served {
  const { name, description, input, output } = agent;
  const own = input === undefined ? undefined : objectSchema(input);
  // References lead to the definitions at the root.
  const { $defs, ...inner } = input === undefined ? {} : toJsonSchema(input);
  return {
    name,
    description: description.trim() || `Runs the agent ${name}.`,
    inputSchema: own ?? {
      type: 'object',
      properties: { input: inner },
      required: ['input'],
      additionalProperties: false,
      ...($defs !== undefined && { $defs }),
    },
    ...outputOf(output),
    isVisibleTo: () => true,
    agent,
    inputOf(given) {
      if (own !== undefined) return given;
      const { input: value } = given;
      if (value === undefined) throw unfit(name, ['$.input: is missing']);
      return value;
    },
  };
}

async function admitted(scope: Scope, tool: DefinedTool, given: Json): Promise<Json> {
  const prepared = await prepareArguments(tool, given);
  if (prepared.status === 'invalid') throw unfit(tool.name, prepared.issues);
  const { value } = prepared;
  const asks = tool.needsApproval !== undefined && (await needsApproval(scope, tool, value));
  // Arguments that were repaired run only after somebody has seen them, when the tool acts once.
  if (prepared.status === 'unconfirmed' && !asks) throw unfit(tool.name, prepared.issues);
  if (!asks) return value;
  const definition = await definitionDigest(tool);
  const ruling = await requestApproval(scope, { agent: tool.name, tool, definition, input: value });
  if (ruling.status === 'approved') return ruling.input;
  throw rejected(
    `Denied by ${ruling.by}${ruling.reason === undefined ? '' : `: ${ruling.reason}`}`,
  );
}

function needsApproval(scope: Scope, tool: DefinedTool, value: Json): Promise<boolean> {
  return scope.step('needs-approval', async (context) => {
    const checked = await tool.input['~standard'].validate(value);
    if (checked.issues !== undefined) return true;
    return (await tool.needsApproval?.(checked.value as never, context)) !== false;
  });
}

function unfit(what: string, issues: readonly string[]): AshlarError<'input.invalid'> {
  return new AshlarError(
    'input.invalid',
    `The arguments do not fit ${what}, so it was not called:\n${issues.join('\n')}`,
    { facts: { what, issues } },
  );
}

function objectSchema(schema: Schema<unknown>): JsonSchema | undefined {
  try {
    return toolInputSchema(schema);
  } catch (error) {
    if (isAshlarError(error, 'schema.unsupported')) return undefined;
    throw error;
  }
}

// MCP takes objects only, so what is no object is served as text alone.
function outputOf(output: Schema<unknown> | undefined): Pick<Served, 'outputSchema'> {
  if (output === undefined) return {};
  const schema = toJsonSchema(output);
  return schema.type === 'object' ? { outputSchema: schema } : {};
}
