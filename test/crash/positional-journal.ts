import {
  type Approval,
  type ApprovalRequest,
  approvalDigest,
  type Decision,
  type Effect,
  type ErrorRecord,
  fromErrorRecord,
  type Journal,
  type JournalFactory,
  type JournalStore,
  type Json,
  toErrorRecord,
} from '@ashlar/core';

interface Record {
  readonly t: 'start' | 'end' | 'decision';
  readonly at: string;
  readonly id: string;
  readonly value?: Json;
  readonly error?: ErrorRecord;
  readonly decision?: Decision;
}

/**
 * A journal of the shape that durable engines have: results by position, bodies run again from the top, branches and agents
 * in child contexts, no order between results. It is here to show what that seam carries, and what needs the order.
 */
export function positionalJournal(store: JournalStore): JournalFactory {
  return async ({ runId }, host) => {
    const log = await store.open({ runId });
    const records = (await log.read()) as readonly Record[];
    const find = (t: Record['t'], at: string) =>
      records.find((one) => one.t === t && one.at === at);
    let writing = Promise.resolve();
    let length = records.length;
    const write = (record: Record): Promise<void> => {
      writing = writing.then(() => log.append([record], length++));
      return writing;
    };

    async function decision(
      at: string,
      id: string,
      request: ApprovalRequest,
      kind: Approval['kind'],
    ) {
      const known = find('decision', at)?.decision;
      if (known !== undefined) return known;
      const approval = { ...request, id, runId, kind, digest: await approvalDigest(request) };
      const given = await host.decisionFor(approval);
      if (given === undefined) {
        host.pending(approval);
        return new Promise<never>(() => {});
      }
      await write({ t: 'decision', at, id, decision: given });
      return given;
    }

    async function act(
      at: string,
      { id, name, effect }: Effect,
      run: () => Promise<Json>,
    ): Promise<Json> {
      if (effect === 'once' && find('start', at) !== undefined) {
        const question = { name, data: { effect: id, name } };
        const { verdict, value } = await decision(at, `${id}/unknown`, question, 'unknown-effect');
        if (verdict === 'ran') return { v: value ?? null };
      } else if (effect === 'once') await write({ t: 'start', at, id });
      return run();
    }

    function context(path: string): Journal {
      let position = 0;
      const journal: Journal = {
        async step(effect, run) {
          const at = `${path}${position++}`;
          const { id } = effect;
          if (effect.composite) return run(context(`${at}.`));
          const known = find('end', at);
          if (known?.error !== undefined) throw fromErrorRecord(known.error);
          if (known !== undefined) return known.value ?? null;
          const end = await act(at, effect, () => run(inline)).then(
            (value) => ({ value }),
            (error: unknown) => ({ error: toErrorRecord(error), thrown: error }),
          );
          if ('value' in end) await write({ t: 'end', at, id, value: end.value });
          else await write({ t: 'end', at, id, error: end.error });
          if ('thrown' in end) throw end.thrown;
          return end.value;
        },
        wait: (id, request) => decision(`${path}${position++}`, id, request, 'approval'),
        branch: (name, body) => body(context(`${path}${name}.`)),
      };
      return journal;
    }
    const session = { finish: async () => {}, suspend: async () => writing, close: () => {} };
    return { ...context(''), ...session };
  };
}

// A step of such an engine has no steps inside: what a wrapper asks on the way is part of the step.
const inline: Journal = {
  step: (_effect, run) => run(inline),
  wait: () => Promise.reject(new Error('A step cannot wait for a decision.')),
  branch: (_name, body) => body(inline),
};
