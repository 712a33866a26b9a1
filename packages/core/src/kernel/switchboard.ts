import type { Control, Selector } from '../control.ts';
import { stopped } from '../errors.ts';
import type { Message } from '../message.ts';
import type { Execution } from './execution.ts';
import { never } from './turn.ts';
import { upward } from './upward.ts';

/** The kill switch as the kernel sees it. */
export interface Switchboard extends Control {
  enter(execution: Execution): void;
  leave(execution: Execution): void;
  /** Undefined when effects may start, else resolves when they may. */
  gate(execution: Execution): Promise<void> | undefined;
}

export function createSwitchboard(): Switchboard {
  const going = new Set<Execution>();
  const paused: Selector[] = [];
  const stops: { readonly selector: Selector; readonly reason: string }[] = [];
  let waiting: { readonly execution: Execution; readonly open: () => void }[] = [];

  const matching = (selector: Selector) => [...going].filter((one) => matches(selector, one));

  function isPaused(execution: Execution): boolean {
    for (const run of upward(execution)) {
      if (paused.some((one) => matches(one, run))) return true;
    }
    return false;
  }

  return {
    enter(execution) {
      going.add(execution);
      const stop = stops.find(({ selector }) => matches(selector, execution));
      if (stop !== undefined) halt(execution, stop.reason);
    },
    leave(execution) {
      going.delete(execution);
      waiting = waiting.filter((one) => one.execution !== execution);
      remove(paused, (one) => one.runId === execution.id);
      remove(stops, (one) => one.selector.runId === execution.id);
    },
    gate(execution) {
      if (!isPaused(execution)) return undefined;
      if (execution.settled) return never();
      return new Promise((open) => waiting.push({ execution, open }));
    },
    pause(selector) {
      paused.push(selector);
      for (const one of matching(selector)) one.emit({ type: 'control.applied', action: 'paused' });
    },
    release(selector) {
      remove(paused, (one) => same(one, selector));
      remove(stops, (one) => same(one.selector, selector));
      const free = waiting.filter(({ execution }) => !isPaused(execution));
      waiting = waiting.filter((one) => !free.includes(one));
      for (const one of matching(selector))
        one.emit({ type: 'control.applied', action: 'resumed' });
      for (const { open } of free) open();
    },
    stop(selector, reason) {
      stops.push({ selector, reason });
      for (const one of matching(selector)) halt(one, reason);
    },
    steer(selector, message) {
      const all = matching(selector).filter((one) => isMeant(selector, one));
      for (const one of all) steerOne(one, message);
      return all.length;
    },
  };
}

function halt(execution: Execution, reason: string): void {
  execution.emit({ type: 'control.applied', action: 'stopped' });
  execution.cancel.cancel(stopped('aborted', `Stopped by the operator: ${reason}`));
}

function steerOne(execution: Execution, message: Message): void {
  execution.inbox.push(message);
  execution.emit({ type: 'control.applied', action: 'steered' });
}

function matches(selector: Selector, execution: Execution): boolean {
  const { runId, agent, tenant } = selector;
  return (
    (runId === undefined || runId === execution.id || runId === execution.tree.runId) &&
    (agent === undefined || agent === execution.agent) &&
    (tenant === undefined || tenant === execution.principal?.tenant)
  );
}

// A message to a run or a tenant is for whom the caller knows; nested runs hear what is said to their agent or their own id.
function isMeant({ runId, agent }: Selector, { id, parent }: Execution): boolean {
  return agent !== undefined || (runId === undefined ? parent === undefined : runId === id);
}

function same(a: Selector, b: Selector): boolean {
  return a.runId === b.runId && a.agent === b.agent && a.tenant === b.tenant;
}

function remove<T>(list: T[], test: (item: T) => boolean): void {
  for (let index = list.length - 1; index >= 0; index -= 1) {
    if (test(list[index] as T)) list.splice(index, 1);
  }
}
