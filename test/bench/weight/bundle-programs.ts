import { agentWithTool } from './type-probes.ts';

const sdkAndZod = `
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { z } from 'zod';
const input = z.object({ city: z.string(), unit: z.enum(['C', 'F']).optional(), days: z.number() });
export const schema = z.toJSONSchema(input);
const client = new BedrockRuntimeClient({ requestHandler: new NodeHttpHandler({}) });
export const ask = (messages) => client.send(new ConverseCommand({ modelId: 'm', messages }));
export const watch = (messages) => client.send(new ConverseStreamCommand({ modelId: 'm', messages }));`;

const agent = `${agentWithTool}
import { textOf, user } from '@ashlar/core';
import { bedrock, chatModel } from '@ashlar/bedrock';
const model = chatModel('m', { connection: bedrock() });
export const schema = z.toJSONSchema(tool0.input);
export const describe = pattern({ name: 'describe', version: '1' }, async (city: string, scope) => {
  const { message } = await scope.generate(model, { messages: [user(city)] });
  return textOf(message);
});`;

/** Programs whose bundles are weighed. The first says how much of the others is not ours. */
export const bundlePrograms = {
  'zod + SDK': sdkAndZod,
  'an agent with a tool': agent,
  'and a tool agent': `${agent}
import { toolAgent } from '@ashlar/tool-use';
export const clerk = toolAgent({ name: 'clerk', model, tools: [tool0] });`,
  'and a typed question': `${agent}
import { question } from '@ashlar/core';
export const where = question({
  name: 'weather.find-city',
  version: '1',
  input: z.string(),
  output: z.object({ city: z.string() }),
  prompt: (text) => [user(text)],
}).on(model);`,
  'all of core and bedrock': `${sdkAndZod}
export * as core from '@ashlar/core';
export * as bedrock from '@ashlar/bedrock';`,
} satisfies Record<string, string>;

export type BundleProgram = keyof typeof bundlePrograms;

const askSdk = `
const error = await ask([{ role: 'user', content: [{ text: 'Bern' }] }]).catch((thrown) => thrown);
if (error.code !== 'ECONNREFUSED') throw error;`;
const askAgent = (name: string): string => `
const { error } = await ${name}.run('Bern').outcome;
if (error?.code !== 'model.network') throw error;`;

/** What each program does to make its first request, to an endpoint where nobody listens. */
export const firstRequests: Readonly<Record<BundleProgram, string>> = {
  'zod + SDK': askSdk,
  'an agent with a tool': askAgent('describe'),
  'and a tool agent': askAgent('clerk'),
  'and a typed question': askAgent('describe'),
  'all of core and bedrock': askSdk,
};
