import {
  type Agent,
  type Budget,
  createRuntime,
  isAshlarError,
  type Outcome,
  pattern,
  type Run,
  type RunEvent,
  type Scope,
  user,
} from '@ashlar/core';
import { type FakeClock, fakeClock } from '@ashlar/core/testing';
import { modelsOf, price } from './budget-models.ts';
import { type CallPlan, type ChildPlan, callsIn, needOf, type Plan } from './budget-plan.ts';
import { type Account, accountsOf } from './budget-probe.ts';

/** What came of a schedule. */
export interface Played {
  readonly plan: Plan;
  /** Undefined: the run hangs. */
  readonly outcome: Outcome<unknown> | undefined;
  readonly accounts: readonly Account[];
  readonly events: readonly RunEvent[];
  /** Calls answered and refused, for each child that had calls. */
  readonly children: readonly { readonly served: number; readonly refused: number }[];
  /** How often the steps left went up while the run went on. */
  readonly stepsGivenBack: number;
}

/** Plays a schedule on a clock that moves as fast as it can. */
export async function play(plan: Plan): Promise<Played> {
  const clock = fakeClock();
  const events: RunEvent[] = [];
  const calls: CallPlan[] = [];
  const accounts = new Set<Account>();
  const probe = accountsOf((account) => accounts.add(account));
  const children: { served: number; refused: number }[] = [];
  const stepsLeft: number[] = [];
  const runtime = createRuntime({ clock, listeners: [(event) => events.push(event)] });
  const models = modelsOf(calls, clock);
  let agents = 0;

  async function ask(scope: Scope, plan: CallPlan): Promise<void> {
    const number = calls.push(plan) - 1;
    const request = {
      messages: [user(`${number} `.padEnd(plan.bytes, 'x'))],
      maxTokens: plan.maxTokens,
    };
    const answer = (inside: Scope) => inside.generate(models[plan.model], request);
    if (plan.fate === 'cut' || plan.fate === 'deaf') {
      const fail = (inside: Scope) => inside.step('give up', () => failAfter(clock, plan.delayMs));
      await scope.parallel([answer, fail]);
    } else await answer(scope);
  }

  async function work(scope: Scope, child: ChildPlan): Promise<number> {
    await scope.run(probe, null);
    await together(scope, child.children, Number.POSITIVE_INFINITY);
    const done = { served: 0, refused: 0 };
    children.push(done);
    for (const plan of child.calls) {
      try {
        await ask(scope, plan);
        done.served += 1;
      } catch (error) {
        if (!isAshlarError(error, 'run.stopped')) continue;
        done.refused += 1;
        if (!child.stubborn) break;
      }
      const { steps } = scope.budget;
      if (steps !== undefined) stepsLeft.push(steps);
    }
    return done.served;
  }

  async function together(scope: Scope, plans: readonly ChildPlan[], concurrency: number) {
    const branches = plans.map((child) => async (branch: Scope) => {
      if (!child.nested) return work(branch, child);
      return branch.run(agentOf(child), null, budgetOf(child.share, [child], plan.limits));
    });
    await scope.settle(branches, { concurrency });
  }

  function agentOf(child: ChildPlan): Agent<null, number> {
    agents += 1;
    return pattern({ name: `child-${agents}`, version: '1' }, (_: null, scope) =>
      work(scope, child),
    );
  }

  const root = pattern({ name: 'root', version: '1' }, async (_: null, scope) => {
    await scope.run(probe, null);
    await together(scope, plan.children, plan.concurrency);
  });
  const { budget } = budgetOf(plan.share, plan.children, plan.limits);
  const run = runtime.run(root, null, {
    id: 'run',
    stream: plan.children.flatMap(callsIn).some(({ model }) => model === 'guarded'),
    budget: {
      ...budget,
      ...(plan.steps === undefined ? {} : { steps: plan.steps }),
      ...(plan.deadlineMs === undefined ? {} : { deadlineMs: plan.deadlineMs }),
      clamp: plan.clamp,
    },
  });
  const outcome = await settle(run, clock);
  // What was aborted or left behind may still answer.
  await clock.advance(1000);
  const stepsGivenBack = stepsLeft.filter((left, at) => left > (stepsLeft[at - 1] ?? left)).length;
  return { plan, outcome, accounts: [...accounts], events, children, stepsGivenBack };
}

// Every delay of a schedule is below 100 ms, so an hour is enough for all of them.
async function settle<O>(run: Run<O>, clock: FakeClock): Promise<Outcome<O> | undefined> {
  let outcome: Outcome<O> | undefined;
  void run.outcome.then((end) => {
    outcome = end;
  });
  for (let hour = 0; hour < 3_600_000 && outcome === undefined; hour += 60_000) {
    await clock.advance(60_000);
  }
  return outcome;
}

function failAfter(clock: FakeClock, ms: number): Promise<never> {
  return new Promise((_, reject) => clock.after(ms, () => reject(new Error('Given up.'))));
}

/** `share` of what these children need, under the limits that the schedule has. */
export function budgetOf(
  share: number | undefined,
  children: readonly ChildPlan[],
  limits: Plan['limits'],
): { readonly budget?: Budget } {
  if (share === undefined) return {};
  const { input, output } = needOf(children);
  const usd = (share * (input * price.inputUsd + output * price.outputUsd)) / 1e6;
  return {
    budget: {
      ...(limits.includes('tokens') ? { tokens: Math.floor(share * (input + output)) } : {}),
      ...(limits.includes('usd') ? { usd } : {}),
    },
  };
}
