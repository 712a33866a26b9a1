import {
  type AnyAshlarError,
  type Json,
  type Part,
  type Scope,
  type Tool,
  type ToolCallPart,
  toAshlarError,
} from '@ashlar/core';
import { requestApproval } from '../approval/request-approval.ts';
import { prepareArguments } from '../arguments/prepare-arguments.ts';
import { nearestName } from '../define/nearest-name.ts';
import { endsRun } from '../errors.ts';
import { delimit } from '../results/delimit.ts';
import { type Shown, toContent } from '../results/to-content.ts';
import { fingerprint } from './loop-guard.ts';
import type { AskedCall } from './think.ts';
import { mayBeSeen, type OpenTool, type OpenToolbox } from './toolbox.ts';

/** What became of a call. */
export interface Called {
  readonly content: readonly Part[];
  readonly isError?: boolean;
  /** Nothing was run, because the call was of no use. */
  readonly unusable?: boolean;
  /** Of a `once` tool that ran: what would undo it. */
  readonly effect?: Effected;
  /** What the run has to end with. */
  readonly fatal?: AnyAshlarError;
}

/** A `once` effect of this run. */
export interface Effected {
  readonly tool: Tool;
  readonly callId: string;
  /** Of the call, to recognise it when the model asks for it again. */
  readonly call: string;
  /** Absent: it may or may not have happened. */
  readonly result?: { readonly output: Json | undefined };
}

/** A call that may be made. */
export interface Ready {
  readonly call: ToolCallPart;
  readonly open: OpenTool;
  readonly input: Json;
  /** Why a person has to decide first; undefined when nobody has to. */
  readonly approval: { readonly message?: string } | undefined;
}

export interface CallSettings extends Shown {
  readonly agent: string;
  readonly toolbox: OpenToolbox;
  readonly errorText: (error: AnyAshlarError, tool: string) => string;
  /** Calls of `once` tools of which nobody knows whether they happened. */
  readonly uncertain: ReadonlySet<string>;
}

export type Admission = { readonly ready: Ready } | { readonly ended: Called };

/** Finds the tool, checks and repairs the arguments, and finds out whether a person must decide. Runs nothing. */
export async function admit(
  scope: Scope,
  { part, cut }: AskedCall,
  settings: CallSettings,
): Promise<Admission> {
  const open = settings.toolbox.find(part.name);
  if (open === undefined || !(await maySee(scope, open))) return unusable(noTool(part, settings));
  const { tool } = open;
  if (cut) return unusable(CUT);
  const prepared = await prepareArguments(tool, part.input);
  if (prepared.status === 'invalid') {
    return unusable(prepared.cut ? CUT : doesNotFit(tool.name, prepared.issues));
  }
  const { value, repairs } = prepared;
  const approval = await approvalFor(scope, tool, part, value, settings);
  // Arguments that were repaired run only after somebody has seen them, when the tool acts once.
  if (prepared.status === 'unconfirmed' && approval === undefined) {
    return unusable(doesNotFit(tool.name, prepared.issues));
  }
  if (repairs.length > 0) {
    const changes = repairs.map(({ kind, path }) => ({ kind, path }));
    scope.emit('tool.repaired', { tool: tool.name, callId: part.id, repairs: changes });
  }
  return { ready: { call: part, open, input: value, approval } };
}

/** Waits for the decision; gives the call as it may run, or what to tell the model. */
export async function decided(
  scope: Scope,
  ready: Ready,
  { agent }: CallSettings,
): Promise<Admission> {
  const { tool, definition } = ready.open;
  const about = { agent, tool, definition, input: ready.input, ...ready.approval };
  const ruling = await requestApproval(scope, about);
  if (ruling.status === 'approved') {
    return { ready: { ...ready, input: ruling.input, approval: undefined } };
  }
  const why = ruling.reason === undefined ? '' : `: ${ruling.reason}`;
  return refusal(`Denied by ${ruling.by}${why}`);
}

/** Makes a call. Never rejects: errors come back as what the model reads, or as what the run has to end with. */
export async function perform(
  scope: Scope,
  { call, open, input }: Ready,
  settings: CallSettings,
): Promise<Called> {
  const { tool, timed } = open;
  const effect = { tool, callId: call.id, call: fingerprint(call.name, call.input) };
  let output: Json | undefined;
  try {
    output = (await scope.call(timed, input)) as Json | undefined;
  } catch (thrown) {
    const error = toAshlarError(thrown);
    const uncertain = tool.effect === 'once' && !HARMLESS.includes(error.code) ? { effect } : {};
    if (endsRun(error)) return { content: [], fatal: error, ...uncertain };
    const text = errorAsRead(error, tool.name, settings);
    const told = 'effect' in uncertain ? `${text} ${UNCERTAIN}` : text;
    return { ...refusal(told).ended, ...uncertain };
  }
  const done = tool.effect === 'once' ? { effect: { ...effect, result: { output } } } : {};
  try {
    const content = await toContent(scope, tool.name, output, settings);
    return { content: [...content, ...changedNote(call, input)], ...done };
  } catch (error) {
    return { content: [], fatal: toAshlarError(error), ...done };
  }
}

/** Words of a service, or of a tool that may repeat them, stand where its results stand: between marks. */
function errorAsRead(error: AnyAshlarError, tool: string, { errorText }: CallSettings): string {
  const text = errorText(error, tool);
  const isForeign = !OURS.includes(error.code) && text.includes(error.message.slice(0, 100));
  return isForeign ? delimit(text, tool) : text;
}

// Errors that this library words itself.
const OURS = [
  'input.invalid',
  'tool.timeout',
  'policy.denied',
  'openapi.arguments',
  'openapi.unanswered',
];

// Errors of a `once` tool after which it is known that nothing has happened.
const HARMLESS = [
  'input.invalid',
  'tool.rejected',
  'policy.denied',
  'agent.rolled-back',
  'openapi.arguments',
  'openapi.refused',
  'openapi.unauthorized',
  'mcp.unavailable',
  'mcp.unauthorized',
];

const CUT =
  'Your answer was cut off inside this call, so it was not made. Call again with shorter arguments, or in several calls.';
const UNCERTAIN =
  'It is not known whether it took effect. Do not assume either; find out, or say so in your answer.';

async function maySee(scope: Scope, { tool }: OpenTool): Promise<boolean> {
  if (tool.visibleTo === undefined) return true;
  return scope.step('visible', () => mayBeSeen(tool, scope.principal));
}

async function approvalFor(
  scope: Scope,
  tool: OpenTool['tool'],
  call: ToolCallPart,
  input: Json,
  { uncertain }: CallSettings,
): Promise<Ready['approval']> {
  if (uncertain.has(fingerprint(call.name, call.input))) {
    return {
      message: 'The same call was made before, and it is not known whether it took effect.',
    };
  }
  if (tool.needsApproval === undefined) return undefined;
  const needed = await scope.step('needs-approval', async (context) => {
    const checked = await tool.input['~standard'].validate(input);
    if (checked.issues !== undefined) return true;
    return (await tool.needsApproval?.(checked.value as never, context)) !== false;
  });
  return needed ? {} : undefined;
}

function noTool({ name }: ToolCallPart, { toolbox }: CallSettings): string {
  const names = toolbox.definitions.map((definition) => definition.name);
  const nearest = nearestName(name, names);
  const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  return `There is no tool ${name}.${meant} There are: ${names.join(', ')}.`;
}

function doesNotFit(tool: string, issues: readonly string[]): string {
  return `The arguments do not fit ${tool}, so it was not called:\n${issues.join('\n')}\nCall it again with arguments that fit.`;
}

function changedNote(call: ToolCallPart, input: Json): readonly Part[] {
  if (JSON.stringify(call.input) === JSON.stringify(input)) return [];
  return [{ type: 'text', text: `(It ran with these arguments: ${JSON.stringify(input)})` }];
}

function refusal(text: string): { readonly ended: Called } {
  return { ended: { content: [{ type: 'text', text }], isError: true } };
}

function unusable(text: string): { readonly ended: Called } {
  return { ended: { ...refusal(text).ended, unusable: true } };
}
