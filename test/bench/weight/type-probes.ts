const input = (index: number): string =>
  `z.object({ city: z.string(), unit: z.enum(['C', 'F']).optional(), days${index}: z.number() })`;

/** A tool as a user writes it; `index` keeps twenty of them different. */
const toolCode = (index: number): string => `
const tool${index} = tool({
  name: 'weather${index}',
  description: 'The weather of a city',
  input: ${input(index)},
  effect: 'read',
  run: async ({ city, days${index} }) => ({ city, degrees: days${index} }),
});`;

const imports = `
import { pattern, type Tool } from '@ashlar/core';
import { tool } from '@ashlar/tool-use';
import { z } from 'zod';`;

const twenty = [...new Array(20).keys()];
const twentyTools = `${imports}${twenty.map(toolCode).join('')}`;

/** A pattern that calls a tool. */
export const agentWithTool: string = `${imports}
${toolCode(0)}
export const agent = pattern({ name: 'weather', version: '1' }, async (city: string, scope) => {
  const { degrees } = await scope.call(tool0, { city, days0: 1 });
  return degrees;
});
export const value: Promise<number> = agent.run('Bern').value();`;

/** Small programs whose types are weighed. Those of zod alone say how much of the others is zod's. */
export const typeProbes = {
  'pattern without a tool': `
import { pattern } from '@ashlar/core';
export const shout = pattern({ name: 'shout', version: '1' }, async (text: string) => text.toUpperCase());
export const value: Promise<string> = shout.run('x').value();`,
  'agent with one tool': agentWithTool,
  'tool agent with one tool': `${imports}
import type { ChatModel } from '@ashlar/core';
import { toolAgent } from '@ashlar/tool-use';
declare const model: ChatModel;
${toolCode(0)}
export const agent = toolAgent({ name: 'weather', model, tools: [tool0] });
export const value: Promise<string> = agent.run('Bern').value();`,
  '20 tools in one array': `${twentyTools}
export const tools: readonly Tool[] = [${twenty.map((index) => `tool${index}`)}];`,
  '20 tools apart': twentyTools,
  'zod: one object': `
import { z } from 'zod';
const a = ${input(0)};
export const use = ({ days0 }: z.infer<typeof a>): number => days0;`,
  'zod: 20 objects': `
import { z } from 'zod';
${twenty
  .map(
    (index) => `
const a${index} = ${input(index)};
export const use${index} = ({ days${index} }: z.infer<typeof a${index}>): number => days${index};`,
  )
  .join('')}`,
} satisfies Record<string, string>;
