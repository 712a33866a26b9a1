import { bedrock, chatModel } from '@ashlar/bedrock';
import type { Tool } from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { emulator } from '@ashlar/emulator';
import { tool, toolAgent, toolSchema, toolSpecs } from '@ashlar/tool-use';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';

const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };

interface Folder {
  readonly name: string;
  readonly inside: readonly Folder[];
}
const folder: z.ZodType<Folder> = z.object({
  name: z.string(),
  get inside() {
    return z.array(folder);
  },
});

const read = (name: string, input: Tool<never>['input']): Tool =>
  tool<never, unknown>({
    name,
    description: 'Looks it up.',
    input,
    effect: 'read',
    run: (given) => ({ given }),
  }) as Tool;

test('dialects, recursion and unions go over the wire as they are shown, and arguments come back to the right tool', async () => {
  const tools = [
    read('files/tree.v2', z.object({ folder }) as never),
    read(
      'files_tree_v2',
      toolSchema<never>({
        type: 'dict',
        properties: { a: { type: 'tuple', items: { type: 'float' } } },
      }),
    ),
    read(
      'send',
      z.discriminatedUnion('by', [
        z.object({ by: z.literal('mail'), to: z.email() }),
        z.object({ by: z.literal('post'), to: z.object({ town: z.string() }) }),
      ]) as never,
    ),
  ];
  const { definitions, nameOf } = toolSpecs(tools);
  const names = tools.map((one) => nameOf(one) as string);
  const [tree = '', plain = '', send = ''] = names;
  const chat = scriptedModel([
    {
      calls: [
        { name: tree, input: { folder: { name: 'a', inside: [{ name: 'b', inside: '[]' }] } } },
        { name: plain, input: { a: '[1, 2.5]' } },
        { name: send, input: { by: 'POST', to: { town: 'Bern', street: 'none' } } },
      ],
    },
    'Done.',
  ]);
  const local = await emulator({ chat });
  onTestFinished(() => local.close());
  const model = chatModel('acme.any-v1:0', {
    connection: bedrock({ endpoint: local.url, region: 'eu-central-1', credentials }),
  });
  expect(await toolAgent({ name: 'clerk', model, tools }).run('Do it.').value()).toBe('Done.');
  expect(chat.calls[0]?.request.tools).toEqual(definitions);
  const results = JSON.stringify(chat.calls[1]?.request.messages.at(-1));
  for (const given of [
    { folder: { name: 'a', inside: [{ name: 'b', inside: [] }] } },
    { a: [1, 2.5] },
    { by: 'post', to: { town: 'Bern' } },
  ]) {
    expect(results).toContain(JSON.stringify({ given }));
  }
});
