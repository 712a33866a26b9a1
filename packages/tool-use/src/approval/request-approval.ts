import { AshlarError, type Json, type Scope, type Tool } from '@ashlar/core';
import { prepareArguments } from '../arguments/prepare-arguments.ts';

export interface ApprovalCase {
  readonly agent: string;
  readonly tool: Tool;
  /** Digest of its definition when the run began. */
  readonly definition: string;
  /** Exactly what will run. */
  readonly input: Json;
  readonly message?: string;
}

export type Approved =
  | { readonly status: 'approved'; readonly input: Json; readonly changedBy?: string }
  | { readonly status: 'denied'; readonly by: string; readonly reason: string | undefined };

/**
 * Asks a person about a call. The definition of the tool is part of what is signed. Arguments that the person changed are checked like
 * those of the model and never repaired: when they do not fit, the same is asked again with what is wrong.
 */
export async function requestApproval(scope: Scope, about: ApprovalCase): Promise<Approved> {
  const { tool, message, input } = about;
  let problem = message;
  for (;;) {
    const request = { name: tool.name, data: dataOf(scope, about, input) };
    const ruling = await scope.approve(
      problem === undefined ? request : { ...request, message: problem },
    );
    const { by, reason } = ruling;
    if (!ruling.approved) return { status: 'denied', by, reason };
    if (ruling.input === undefined) return { status: 'approved', input };
    const prepared = await prepareArguments(tool, ruling.input);
    if (prepared.status === 'ready' && prepared.repairs.length === 0) {
      return { status: 'approved', input: prepared.value, changedBy: by };
    }
    problem = `The changed arguments do not fit: ${issuesOf(prepared).join('; ')}. Change them again, or deny.`;
  }
}

function dataOf(
  { principal }: Scope,
  { agent, tool, definition }: ApprovalCase,
  input: Json,
): Json {
  const { name, description, effect } = tool;
  return {
    agent,
    input,
    tool: { name, description, effect, definition },
    ...(principal === undefined
      ? {}
      : { onBehalfOf: { tenant: principal.tenant, subject: principal.subject } }),
  };
}

function issuesOf(prepared: Awaited<ReturnType<typeof prepareArguments>>): readonly string[] {
  if (prepared.status !== 'ready') return prepared.issues;
  return prepared.repairs.map(({ kind, path }) => `${path}: does not fit as written (${kind})`);
}

/** The error for a run that is resumed with other tools than it began with. */
export function toolsChanged(tools: readonly string[]): AshlarError<'tool.changed'> {
  return new AshlarError(
    'tool.changed',
    `The definition of ${tools.join(', ')} is another than when the run began. Decisions and results of this run belong to the old one: bring it back to resume the run, or begin a new one.`,
    { facts: { tools } },
  );
}
