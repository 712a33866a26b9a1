// What the loop of a tool agent costs: a turn early and late, tools side by side, aborts. [--json] [--rounds 7]
import { parseArgs } from 'node:util';
import { print } from './kernel/report.ts';
import { aborts, parallelTools, turns } from './tool-agent/loop.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '7' },
  },
});

const rounds = Number(values.rounds);
const sections = [await turns(rounds), await parallelTools(rounds), await aborts(rounds)];
if (values.json) console.log(JSON.stringify(sections, undefined, 2));
else print(sections);
