import { setImmediate as turn } from 'node:timers/promises';
import { type Agent, jsonSchema, pattern, type Scope, type Tool, user } from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { figureOf, wallMs } from './measure.ts';
import type { Section } from './report.ts';

const never = new Promise<never>(() => {});
const hang: Tool<unknown, null> = {
  name: 'hang',
  description: 'Never answers.',
  input: jsonSchema({}),
  effect: 'read',
  run: () => never,
};
const stalled = scriptedModel(() => ({ text: 'I will', fails: 'hang', after: 1 }));

const bodies: Readonly<Record<string, (scope: Scope) => Promise<unknown>>> = {
  'a tool that hangs': (scope) => scope.call(hang, null),
  'a stream that stalls': (scope) => scope.generate(stalled, { messages: [user('Go on.')] }),
  '50 in parallel': (scope) =>
    scope.parallel(Array.from({ length: 50 }, () => (branch: Scope) => branch.call(hang, null))),
  'a tool that hangs, four runs deep': (scope) => scope.run(nested(3), null),
  'a body that waits for something else': () => never,
};

/** How long an outcome takes after an abort. */
export async function aborts(rounds: number): Promise<Section> {
  const rows = [];
  for (const [name, body] of Object.entries(bodies)) {
    const times: number[] = [];
    const agent = pattern({ name: 'root', version: '1' }, (_: null, scope) => body(scope));
    for (let round = -1; round < rounds; round += 1) {
      const run = agent.run(null, { stream: true });
      for (let turns = 0; turns < 20; turns += 1) await turn();
      const ms = await wallMs(() => {
        run.abort();
        return run.outcome;
      });
      if (round >= 0) times.push(ms);
    }
    rows.push({ name, figure: figureOf(times), bar: 50 });
  }
  return { title: 'From abort to outcome', unit: 'ms', rows };
}

function nested(depth: number): Agent<null, null> {
  return pattern({ name: `level-${depth}`, version: '1' }, (_: null, scope) =>
    depth === 1 ? scope.call(hang, null) : scope.run(nested(depth - 1), null),
  );
}
