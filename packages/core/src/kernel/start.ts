import type { RunOptions } from '../agent.ts';
import type { Budget } from '../budget.ts';
import { AshlarError } from '../errors.ts';
import type { JournalSession } from '../journal.ts';
import type { Json } from '../json/json.ts';
import type { Checkpoint, Outcome } from '../outcome.ts';
import type { Run } from '../run.ts';
import { fitting, type Schema } from '../schema.ts';
import type { Scope } from '../scope.ts';
import { abortedBy } from './aborted-by.ts';
import { type Account, checkBudget } from './account.ts';
import { createCancelNode } from './cancel.ts';
import { checkpointOf } from './checkpoint.ts';
import { under } from './effect-id.ts';
import { drive, type Execution } from './execution.ts';
import { createFrame } from './frame.ts';
import { isResumed } from './hidden-options.ts';
import { jsonOf } from './not-json.ts';
import { createRun } from './run.ts';
import type { RuntimeCore } from './runtime-core.ts';
import { createScope } from './scope.ts';
import { createScopeState, type ScopeState } from './scope-state.ts';
import { memoryJournal } from './store-journal.ts';
import { createTree, type Tree } from './tree.ts';

export interface Definition<I, O> {
  readonly name: string;
  readonly version: string;
  readonly input: Schema<I> | undefined;
  readonly output: Schema<O> | undefined;
  readonly resumes: readonly string[];
  readonly body: (input: I, scope: Scope) => Promise<O> | O;
}

/** Begins a run of its own. */
export function startRoot<I, O>(
  definition: Definition<I, O>,
  input: I,
  options: RunOptions,
  runtime: RuntimeCore,
): Run<O> {
  const runId = options.id ?? crypto.randomUUID();
  const tree = createTree({
    runId,
    runtime,
    decisions: options.decisions ?? [],
    stream: options.stream,
    createScope,
  });
  const principal = options.principal;
  const execution = createExecution(definition, {
    id: runId,
    tree,
    parent: undefined,
    path: '',
    budgets: [...runtime.budgets, options.budget],
    principal,
    prompts: { ...runtime.prompts, ...options.prompts },
    policies: runtime.policies,
  });
  tree.root = execution;
  tree.agents.set(definition.name, definition.version);
  tree.checkpoint = () => checkpointOf(execution, options);
  const forget = abortWith(options.signal, execution);

  const outcome = drive<O>(execution, async () => {
    for (const budget of [...runtime.budgets, options.budget]) checkBudget(budget);
    tree.input = accept(input, definition.name);
    refuseForeignDecisions(tree);
    const journal = await openJournal(tree, execution, definition, options);
    const state = place(execution, journal);
    const value = await callBody(definition, tree.input, createScope(state));
    const own = value === undefined ? undefined : jsonOf(value, `The value of ${definition.name}`);
    if (execution.cancel.reason === undefined) await journal.finish(own ?? null);
    return own;
  });
  const ended = outcome.then((end) => {
    forget();
    const complete = withCheckpoint(end, tree.checkpoint());
    tree.journal?.close();
    tree.bus.close();
    return complete;
  });
  return createRun(execution, ended);
}

/** A run that did not complete can be taken up again: with more budget, or when what failed works. */
function withCheckpoint<O>(end: Outcome<O>, checkpoint: Checkpoint | undefined): Outcome<O> {
  if (checkpoint === undefined) return end;
  return end.status === 'stopped' || end.status === 'failed' ? { ...end, checkpoint } : end;
}

/** Begins a run inside another: at the place that its options carry. */
export function startNested<I, O>(
  definition: Definition<I, O>,
  input: I,
  options: RunOptions,
  inside: ScopeState,
  own: RuntimeCore,
): Run<O> {
  const parent = inside.execution;
  const { tree } = parent;
  const path = ownPath(inside);
  const execution = createExecution(definition, {
    id: `${tree.runId}/${path}`,
    tree,
    parent,
    path,
    budgets: [options.budget],
    principal: options.principal ?? parent.principal,
    prompts: { ...parent.prompts, ...options.prompts },
    policies: withOwn(inside, own),
    inside,
  });
  const forget = abortWith(options.signal, execution, inside);
  const outcome = drive<O>(execution, async () => {
    checkBudget(options.budget);
    const accepted = accept(input, definition.name);
    const state = { ...place(execution, inside.journal), frame: inside.frame };
    return callBody(definition, accepted, createScope(state));
  });
  return createRun(execution, outcome.finally(forget));
}

/** A wrapper may run its agent more than once: each run after the first has a place of its own. */
function ownPath({ path, ordinals }: ScopeState): string {
  const before = ordinals.get('again') ?? 0;
  ordinals.set('again', before + 1);
  return before === 0 ? path : under(path, `again#${before}`);
}

type Named = Pick<Definition<never, never>, 'name' | 'version'>;

interface Place {
  readonly id: string;
  readonly tree: Tree;
  readonly parent: Execution | undefined;
  readonly path: string;
  readonly budgets: readonly (Budget | undefined)[];
  readonly principal: Execution['principal'];
  readonly prompts: Execution['prompts'];
  readonly policies: Execution['policies'];
  readonly inside?: ScopeState;
}

function createExecution(definition: Named, at: Place): Execution {
  const { tree, parent, path, principal } = at;
  const startedAt = tree.clock.now();
  const deadlines = at.budgets.flatMap((budget) => budget?.deadlineMs ?? []);
  const { name, version } = definition;
  const execution: Execution = {
    ...at,
    parentId: parent?.id,
    depth: (parent?.depth ?? -1) + 1,
    agent: name,
    version,
    cancel: at.inside?.cancel.child() ?? createCancelNode(),
    frame: at.inside?.frame ?? createFrame('', undefined),
    account: openAccounts(at),
    attributes: {
      run: tree.runId,
      pattern: `${name}@${version}`,
      ...(principal === undefined ? {} : { tenant: principal.tenant }),
    },
    startedAt,
    deadlineAt: deadlines.length === 0 ? undefined : startedAt + Math.min(...deadlines),
    underWay: new Map(),
    abandoned: [],
    inbox: [],
    partial: undefined,
    children: new Set(),
    left: [],
    settled: false,
    emit: (body) => tree.bus.emit({ runId: at.id, parentId: parent?.id, path }, body),
  };
  return execution;
}

function openAccounts({ tree, parent, path, budgets }: Place): Account {
  let account = parent?.account;
  for (const budget of budgets) {
    if (budget !== undefined) account = tree.ledger.open(budget, path, account);
  }
  return account ?? tree.ledger.open(undefined, path, undefined);
}

function place(execution: Execution, journal: ScopeState['journal']): ScopeState {
  const { path, cancel, frame, policies } = execution;
  return createScopeState({ execution, path, cancel, frame, journal, policies });
}

/** The policies of an agent's own runtime stay with it wherever it runs. */
function withOwn(inside: ScopeState, own: RuntimeCore): Execution['policies'] {
  const added = own.policies.filter((policy) => !inside.policies.includes(policy));
  return added.length === 0 ? inside.policies : [...added, ...inside.policies];
}

async function openJournal(
  tree: Tree,
  execution: Execution,
  { resumes }: { readonly resumes: readonly string[] },
  options: RunOptions,
): Promise<JournalSession> {
  const { principal, agent, version } = execution;
  const open = options.journal ?? tree.runtime.journal ?? memoryJournal();
  const header = {
    runId: tree.runId,
    pattern: agent,
    version,
    resumes,
    input: tree.input ?? null,
    resumed: isResumed(options),
    ...(principal === undefined ? {} : { tenant: principal.tenant, subject: principal.subject }),
  };
  tree.journal = await open(header, tree.host);
  if (execution.cancel.reason !== undefined) throw execution.cancel.reason;
  return tree.journal;
}

/** The input as it would be after a resume. */
function accept(input: unknown, name: string): Json | undefined {
  return input === undefined ? undefined : jsonOf(input, `The input of ${name}`);
}

async function callBody<I, O>(
  { name, input: schema, output, body }: Definition<I, O>,
  accepted: Json | undefined,
  scope: Scope,
): Promise<O> {
  const input =
    schema === undefined ? (accepted as I) : await fitting(schema, accepted, 'input.invalid', name);
  const value = await body(input, scope);
  return output === undefined ? value : fitting(output, value, 'output.invalid', name);
}

function refuseForeignDecisions({ runId, decisions }: Tree): void {
  const foreign = decisions.find((decision) => decision.runId !== runId);
  if (foreign === undefined) return;
  throw new AshlarError(
    'approval.unknown',
    `The decision on ${foreign.id} is for run ${foreign.runId}, not for ${runId}.`,
    { facts: { id: foreign.id, run: runId } },
  );
}

/** Ties the run to the caller's signal. A nested run is reached through its parent's cancellation, not its signal. */
function abortWith(
  signal: AbortSignal | undefined,
  execution: Execution,
  inside?: ScopeState,
): () => void {
  if (signal === undefined || (inside !== undefined && signal === inside.cancel.signal()))
    return () => {};
  const abort = () => execution.cancel.cancel(abortedBy(signal.reason));
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return () => signal.removeEventListener('abort', abort);
}
