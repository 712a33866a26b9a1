import { pattern, type Tool, textOf, user } from '@ashlar/core';
import { listRetriever, scriptedModel, scriptedTool } from '@ashlar/core/testing';
import {
  describeAgentContract,
  describeCheckContract,
  describeRetrieverContract,
  describeToolContract,
  describeWrapperContract,
} from '@ashlar/core/testing/vitest';
import { z } from 'zod';
import { guard, length, pii, schema, unicode } from '../src/index.ts';
import { passing } from './support/passing.ts';

const checks = [unicode(), pii(), length()];

// Four characters of text are held back, so nothing comes before the end of the answer of that contract.
describeWrapperContract('guard of a model', (model) => guard(model, { checks }), {
  streamsEarly: false,
});
describeWrapperContract(
  'guard that waits for the whole answer',
  (model) => guard(model, { checks: [...checks, passing()] }),
  { streamsEarly: false, sideEffects: ['check:passing'] },
);

describeCheckContract('length', () => ({
  check: length({ maxCharacters: 10 }),
  samples: [
    { text: 'short', action: 'allow' },
    { text: 'far too long for that', action: 'block', code: 'length.characters' },
  ],
}));
describeCheckContract('unicode', () => ({
  check: unicode(),
  samples: [
    { text: 'plain text', action: 'allow' },
    {
      text: 'می‌خواهم 👩‍👩‍👧 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
      action: 'allow',
    },
    { text: 'ig\u200bno\u200bre', action: 'mask', code: 'unicode.zero-width' },
    { text: 'the раssword', action: 'mask', code: 'unicode.lookalike' },
    { text: 'if (\u202eadmin\u202c) {}', action: 'mask', code: 'unicode.direction' },
    { text: `see ${'\u{e0061}'.repeat(40)} that`, action: 'block', code: 'unicode.hidden-message' },
  ],
}));
describeCheckContract('pii', () => ({
  check: pii(),
  samples: [
    { text: 'The quarry opens at 10.', action: 'allow' },
    { text: 'Write to ann.lee@stone.example.org now.', action: 'mask', code: 'pii.email' },
    { text: 'IBAN GB29 NWBK 6016 1331 9268 19 please', action: 'mask', code: 'pii.iban' },
    { text: 'card 4111 1111 1111 1111, exp 12/29', action: 'mask', code: 'pii.card' },
    {
      text: 'My social security number, as I said, is 536 22 1234.',
      action: 'mask',
      code: 'pii.ssn',
    },
    { text: 'Call me on 0494 92 82 32 or +46 8 928 571 38.', action: 'mask', code: 'pii.phone' },
    { text: `https://stone.example.net/${'path/'.repeat(30)}`, action: 'mask', code: 'pii.url' },
  ],
}));
describeCheckContract('schema', () => ({
  check: schema(z.object({ stone: z.string() })),
  samples: [
    { text: '{"stone":"granite"}', action: 'allow' },
    { text: '```json\n{"stone": "granite",}\n```', action: 'mask', code: 'schema.repaired' },
    { text: '{"stone": 5}', action: 'mask', code: 'schema.repaired' },
    { text: 'Granite is a stone.', action: 'block', code: 'schema.mismatch' },
  ],
}));

describeToolContract('guard of a tool', () => ({
  tool: guard(
    scriptedTool(
      { name: 'find', input: z.object({ word: z.string() }) },
      ({ word }: { word: string }) => word.length,
    ),
    { checks },
  ) as Tool<never, unknown>,
  valid: [{ word: 'stone' }] as never[],
  invalid: [{ word: 5 }],
}));
describeRetrieverContract('guard of a retriever', () => ({
  retriever: guard(
    listRetriever([
      { tenant: 'acme', source: 'a.md', text: 'Granite is hard and old.' },
      { tenant: 'acme', source: 'b.md', text: 'Old granite has cracks.' },
    ]),
    { checks },
  ),
  query: 'granite',
  access: { tenant: 'acme', subject: 'ann', groups: [] },
  sources: { 'a.md': 'Granite is hard and old.' },
}));
describeAgentContract('guard of an agent', () => {
  const model = scriptedModel(({ messages }) => `Well, ${textOf(messages.at(-1) ?? user(''))}`);
  const asking = pattern({ name: 'asking', version: '1' }, async (text: string, scope) => {
    const { message } = await scope.generate(model, { messages: [user(text)] });
    scope.partial(textOf(message));
    const again = await scope.generate(model, { messages: [user(textOf(message))] });
    return textOf(again.message);
  });
  return { agent: guard(asking, { checks: [...checks, passing()] }), input: 'Mail a@stone.org' };
});
describeAgentContract('an agent with a guarded model and a guarded tool', () => {
  const all = { checks: [...checks, passing({ stages: ['input', 'output', 'tool-result'] })] };
  const model = guard(
    scriptedModel(({ messages }) => `Well, ${textOf(messages.at(-1) ?? user(''))}`),
    all,
  );
  const tool = guard(
    scriptedTool({ name: 'crm' }, () => ({ mail: 'bob@stone.org' })),
    all,
  );
  const agent = pattern({ name: 'asking', version: '1' }, async (text: string, scope) => {
    const found = await scope.call(tool, { text });
    const { message } = await scope.generate(model, { messages: [user(JSON.stringify(found))] });
    return textOf(message);
  });
  return { agent, input: 'Mail a@stone.org' };
});
