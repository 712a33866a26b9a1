import { AshlarError, stopped, toAshlarError } from '../errors.ts';
import type { Journal } from '../journal.ts';
import type { Branch, ParallelOptions, Scope, Settled } from '../scope.ts';
import { idPart, under } from './effect-id.ts';
import { halted, refuse } from './halted.ts';
import { createScopeState, nextId, type ScopeState } from './scope-state.ts';
import { handed } from './turn.ts';

export type Branches = Readonly<Record<string, Branch<unknown>>> | readonly Branch<unknown>[];

/** Runs branches side by side; the first failure aborts the others and is thrown. */
export async function parallel(
  scope: ScopeState,
  branches: Branches,
  options: ParallelOptions,
): Promise<unknown> {
  const group = scope.cancel.child();
  try {
    return await runAll(scope, { ...scope, cancel: group }, branches, options, (value) => value);
  } finally {
    group.cancel(siblingFailed);
    group.close();
  }
}

/** Runs branches side by side, each to its end. */
export async function settleAll(
  scope: ScopeState,
  branches: Branches,
  options: ParallelOptions,
): Promise<unknown> {
  return runAll(scope, scope, branches, options, settled);
}

async function settled(value: Promise<unknown>): Promise<Settled<unknown>> {
  try {
    return { status: 'fulfilled', value: await value };
  } catch (error) {
    return { status: 'rejected', error: toAshlarError(error) };
  }
}

async function runAll(
  scope: ScopeState,
  group: ScopeState,
  branches: Branches,
  { concurrency = Number.POSITIVE_INFINITY, key }: ParallelOptions,
  finish: (value: Promise<unknown>) => Promise<unknown>,
): Promise<unknown> {
  const ended = halted(scope);
  if (ended !== undefined) return ended;
  if (!(concurrency >= 1)) return refuse(scope, badConcurrency(concurrency));
  const id = nextId(scope, 'parallel', key);
  const waiting = Object.entries(branches);
  const results: [string, unknown][] = [];

  async function worker(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, body] = next;
      const path = under(id, idPart(name));
      const value = group.journal.branch(path, (journal) =>
        body(branchScope(group, path, journal)),
      );
      results.push([name, await finish(handed(value))]);
    }
  }

  const workers = Array.from({ length: Math.min(concurrency, waiting.length) }, worker);
  await Promise.all(workers);
  return inOrder(branches, new Map(results));
}

function branchScope(group: ScopeState, path: string, journal: Journal): Scope {
  return group.execution.tree.createScope(createScopeState({ ...group, path, journal }));
}

function inOrder(branches: Branches, results: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(branches)) return branches.map((_, index) => results.get(String(index)));
  return Object.fromEntries(Object.keys(branches).map((name) => [name, results.get(name)]));
}

function badConcurrency(concurrency: number): AshlarError {
  const message = `The concurrency of scope.parallel must be 1 or more, not ${concurrency}.`;
  return new AshlarError('scope.misuse', message, { facts: { what: 'concurrency' } });
}

const siblingFailed = stopped('aborted', 'Another branch of the same parallel failed.');
