import { canonicalJson } from '../../json/canonical.ts';
import { toJson } from '../../json/to-json.ts';
import { pattern } from '../../runtime.ts';
import { validate } from '../../schema.ts';
import { memoryStore, type StoreFault } from '../memory-store.ts';
import type { AgentContractOptions, OpenAgent } from './agent-case.ts';
import { agentWorld } from './agent-world.ts';
import { claim, claimEqual } from './claim.ts';
import type { ContractCheck } from './contract-check.ts';
import { within } from './within.ts';

/**
 * What every agent must do, whatever it is for: end with JSON, go on exactly where a killed process left it, settle when it is
 * aborted and give back what it has when a limit is reached.
 *
 * Kills cover the appends of the journal; what the agent does outside of its scope is found only as far as it changes the value.
 */
export function agentContract(
  open: OpenAgent,
  options: AgentContractOptions = {},
): readonly ContractCheck[] {
  const { same = equalJson, sample = 25, seed = 1 } = options;
  const world = agentWorld(open, options);

  async function plain() {
    const store = memoryStore();
    const { outcome, events } = await world.finish(store);
    if (outcome.status === 'failed') throw outcome.error;
    claimEqual(outcome.status, 'completed', 'the status');
    const value = outcome.status === 'completed' ? outcome.value : undefined;
    return { store, events, value, outcome };
  }

  async function killed(when: StoreFault, shuffle?: number): Promise<void> {
    const { store: whole, value } = await plain();
    const delays = shuffle === undefined ? {} : { shuffle };
    for (const append of spread(whole.appends, sample)) {
      const store = memoryStore();
      store.failAt(append, when);
      const { run } = await world.start(store, delays);
      await Promise.race([store.killed, within(run.outcome, 'the run')]);
      run.abort();
      const again = shuffle === undefined ? {} : { shuffle: shuffle + append };
      const { outcome } = await world.finish(store.restart(), again);
      const what = `after a ${when} at append ${append}`;
      if (outcome.status === 'failed') {
        claim(false, `${what} the run failed with ${outcome.error.code}: ${outcome.error.message}`);
      }
      claimEqual(outcome.status, 'completed', `the status ${what}`);
      const found = outcome.status === 'completed' ? outcome.value : undefined;
      claim(
        same(found, value),
        `the value ${what} is another one: ${show(found)}, not ${show(value)}`,
      );
    }
  }

  return [
    {
      name: 'completes with a value that is JSON and fits its schema',
      async run() {
        const { agent, input } = await open();
        if (input !== undefined) claimEqual(toJson(input, 'The input'), input, 'the input');
        const { value } = await plain();
        if (agent.output === undefined || value === undefined) return;
        const { issues } = await validate(agent.output, value);
        claimEqual(issues?.map(({ message }) => message) ?? [], [], 'the issues of the value');
      },
    },
    {
      name: 'tells everything that happens in order, from its start to its end',
      async run() {
        const { events } = await plain();
        claimEqual(events[0]?.type, 'run.started', 'the first event');
        claimEqual(events.at(-1)?.type, 'run.finished', 'the last event');
        const floating = events
          .filter((event) => event.type === 'warning')
          .map((one) => one.message);
        claimEqual(floating, [], 'the warnings');
        for (const event of events) toJson(event, 'An event');
      },
    },
    {
      name: 'replays a finished run without doing anything again',
      async run() {
        const { store, value } = await plain();
        const { outcome, events } = await world.finish(store.restart());
        const found = outcome.status === 'completed' ? outcome.value : outcome.status;
        claim(same(found, value), `the value of the replay is another one: ${show(found)}`);
        const done = events.filter((event) => event.type === 'effect.finished' && !event.replayed);
        const live = done.flatMap((event) =>
          event.type === 'effect.finished' && event.effect !== 'run' ? [event.id] : [],
        );
        claimEqual(live, [], 'the effects that were not replayed');
      },
    },
    {
      name: 'goes on after a kill before any append',
      run: () => killed('kill-before'),
    },
    {
      name: 'goes on after a kill behind any append',
      run: () => killed('kill-after'),
    },
    {
      name: 'goes on after a kill when everything takes another time',
      run: () => killed('kill-after', seed),
    },
    {
      name: 'settles as stopped when it is aborted, at every effect',
      async run() {
        const { events } = await plain();
        const effects = events.filter(({ type }) => type === 'effect.started').length;
        for (const number of spread(effects, sample)) {
          let seen = 0;
          let abort = (): void => {};
          const listener = ({ type }: { readonly type: string }): void => {
            if (type === 'effect.started') seen += 1;
            if (type === 'effect.started' && seen === number) abort();
          };
          const { run } = await world.start(memoryStore(), { listener });
          abort = () => run.abort();
          const { status } = await within(run.outcome, `the run aborted at effect ${number}`);
          const fine = status === 'stopped' || status === 'suspended';
          claim(fine || seen < number, `aborted at effect ${number} it ended as ${status}`);
        }
      },
    },
    {
      name: 'gives back what it has when its steps run out',
      async run() {
        const { steps } = (await plain()).outcome.usage;
        for (const limit of spread(steps, sample).map((number) => number - 1)) {
          const { outcome } = await world.finish(memoryStore(), { budget: { steps: limit } });
          if (outcome.status === 'failed') {
            claim(false, `with ${limit} steps it failed with ${outcome.error.code}`);
          }
          if (outcome.status === 'stopped') claimEqual(outcome.reason, 'steps', 'the reason');
          claim(outcome.usage.steps <= limit, `it took ${outcome.usage.steps} of ${limit} steps`);
        }
      },
    },
    {
      name: 'runs inside another agent like alone',
      async run() {
        const { value } = await plain();
        const { agent, input, options: given = {} } = await open();
        const outer = pattern({ name: 'contract-outer', version: '1' }, (own: unknown, scope) =>
          scope.run(agent, own),
        );
        const outcome = await within(outer.run(input, given).outcome, 'the outer run', 10_000);
        if (outcome.status === 'suspended') return;
        claimEqual(outcome.status, 'completed', 'the status');
        const found = outcome.status === 'completed' ? outcome.value : undefined;
        claim(same(found, value), `the value inside is another one: ${show(found)}`);
      },
    },
  ];
}

/** At most `sample` numbers from 1 to `count`, the first and the last among them. */
function spread(count: number, sample: number): number[] {
  if (count <= sample) return Array.from({ length: count }, (_, index) => index + 1);
  const step = (count - 1) / (sample - 1);
  return Array.from({ length: sample }, (_, index) => 1 + Math.round(index * step));
}

function equalJson(a: unknown, b: unknown): boolean {
  return show(a) === show(b);
}

function show(value: unknown): string {
  return value === undefined ? 'undefined' : canonicalJson(value);
}
