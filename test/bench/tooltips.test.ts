import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { tooltips } from './weight/tooltips.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('shows types that fit into a tooltip', { timeout: 60_000 }, async () => {
  const shown = await tooltips(
    root,
    `
import { pattern, question, textOf, type ChatModel, user } from '@ashlar/core';
import { tool, toolSchema } from '@ashlar/tool-use';
import { z } from 'zod';
declare const model: ChatModel;
export const shout = pattern({ name: 'shout', version: '1' }, async (text: string) => text.toUpperCase());
export const run = shout.run('hello');
export const outcome = await run.outcome;
export const value = await run.value();
export const weather = tool({
  name: 'weather',
  description: 'The weather of a city',
  input: z.object({ city: z.string(), unit: z.enum(['C', 'F']).optional() }),
  effect: 'read',
  run: async ({ city }) => ({ degrees: city.length }),
});
export const lookUp = tool({
  name: 'look-up',
  description: 'Looks an order up',
  input: toolSchema<{ id: string }>({ properties: { id: { type: 'string' } } }),
  run: async ({ id }) => id.length,
});
export const route = question({
  name: 'shop.route-request',
  version: '1',
  input: z.string(),
  output: z.enum(['order', 'refund']),
  prompt: (text) => [user(text)],
});
export const routed = route.on(model);
export const agent = pattern({ name: 'shop', version: '1' }, async (request: string, scope) => {
  if ((await scope.ask(routed, request)) === 'refund') return scope.call(weather, { city: request });
  return textOf((await scope.generate(model, { messages: [user(request)] })).message);
});
`,
  );
  expect(shown).toMatchInlineSnapshot(`
    {
      "agent": "Agent<string, string | {
        degrees: number;
    }>",
      "lookUp": "DefinedTool<{
        id: string;
    }, number>",
      "outcome": "Outcome<string>",
      "route": "Question<string, "order" | "refund">",
      "routed": "Answerer<string, "order" | "refund">",
      "run": "Run<string>",
      "shout": "Agent<string, string>",
      "value": "string",
      "weather": "DefinedTool<{
        city: string;
        unit?: "C" | "F" | undefined;
    }, {
        degrees: number;
    }>",
    }
  `);
});
