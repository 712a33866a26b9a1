// What the kernel costs: CPU per effect and event, long loops, resumes, aborts, many runs. [--json] [--rounds 7] [--only events]
import { parseArgs } from 'node:util';
import { aborts } from './kernel/aborts.ts';
import { concurrent } from './kernel/concurrent.ts';
import { effects, wholeRuns } from './kernel/effects.ts';
import { events } from './kernel/events.ts';
import { journals } from './kernel/journals.ts';
import { longLoop } from './kernel/long-loop.ts';
import { print, type Section } from './kernel/report.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '7' },
    only: { type: 'string' },
  },
});

const benches: Readonly<Record<string, (rounds: number) => Promise<Section | readonly Section[]>>> =
  { effects, runs: wholeRuns, events, loop: longLoop, journals, aborts, concurrent };

const sections: Section[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (values.only !== undefined && values.only !== name) continue;
  sections.push(...[await bench(Number(values.rounds))].flat());
}
if (values.json) console.log(JSON.stringify(sections, undefined, 2));
else print(sections);
