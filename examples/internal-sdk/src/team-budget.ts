import { type ChatModel, type RunEvent, stopped, wrapModel } from '@ashlar/core';
import type { Store } from '@ashlar/storage';

/** What a team may spend in a month, counted over all its processes on one store. */
export interface TeamBudget {
  /** The model, which is asked only while there is something left. */
  limit(model: ChatModel): ChatModel;
  /** Counts what every attempt cost, failed ones too. */
  listen(event: RunEvent): void;
  /** In dollars. */
  spent(): Promise<number>;
}

/** Calls that are under way when the last dollar is spent still end: the budget of each run bounds what they can cost. */
export function teamBudget(store: Store, team: string, usd: number, month: string): TeamBudget {
  const key = { tenant: 'acme', path: ['team-budget', team, month] };
  const failures: unknown[] = [];
  let booked: Promise<unknown> = Promise.resolve();

  async function room(): Promise<void> {
    const left = usd - (await spent());
    if (left <= 0)
      throw stopped('cost', `The team ${team} has spent its ${usd} dollars of ${month}.`);
  }

  async function spent(): Promise<number> {
    await booked;
    // Money that could not be counted is no money that is left.
    if (failures.length > 0) throw failures[0];
    return (await store.counters.get(key)) / 1e9;
  }

  return {
    limit: (model) =>
      wrapModel(model, {
        kind: 'other',
        async generate(request, context) {
          await room();
          return model.generate(request, context);
        },
        async *stream(request, context) {
          await room();
          yield* model.stream(request, context);
        },
      }),
    listen(event) {
      if (event.type !== 'usage.recorded' || event.call.nanoUsd === undefined) return;
      const { nanoUsd } = event.call;
      booked = Promise.all([booked, store.counters.add(key, nanoUsd)]).catch((error) => {
        failures.push(error);
      });
    },
    spent,
  };
}
