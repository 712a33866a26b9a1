import { createRuntime, decide, hmacSigner, type Outcome } from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { afterEach, expect, test } from 'vitest';
import { toolAgent } from '../../src/index.ts';
import { connectMcp, type McpConnection } from '../../src/mcp/index.ts';
import { processOf } from './servers/start.ts';

const signer = hmacSigner('a secret of the host');
const runtime = createRuntime({ signer });
let connection: McpConnection;
afterEach(() => connection.close());

const pendingOf = (outcome: Outcome<unknown>) => {
  const [approval] = outcome.status === 'suspended' ? outcome.pending : [];
  if (outcome.status !== 'suspended' || approval?.kind !== 'approval')
    throw new Error(`Nothing waits: ${JSON.stringify(outcome)}`);
  return { approval, checkpoint: outcome.checkpoint };
};

const agentOf = (name: string, input: object) =>
  toolAgent({
    name: 'asker',
    tools: connection.tools(),
    model: scriptedModel(({ messages }) => {
      const result = messages
        .flatMap(({ content }) => content)
        .find(({ type }) => type === 'tool-result');
      return result === undefined
        ? { calls: [{ name, input: input as never }] }
        : JSON.stringify(result);
    }),
  });

test('an agent asks an agent of ours over MCP, once a person has approved', async () => {
  connection = await connectMcp({ name: 'ours', transport: processOf('ashlar-stdio') });
  const agent = agentOf('ours__clerk', { message: 'Double 21.' });
  const { approval, checkpoint } = pendingOf(await runtime.run(agent, 'What is it?').outcome);
  expect(approval.data).toMatchObject({
    input: { message: 'Double 21.' },
    tool: { name: 'ours__clerk', effect: 'once' },
  });
  const decision = await decide(approval, { verdict: 'approved', by: 'ann' }, signer);
  const answer = await runtime.resume(agent, checkpoint, [decision]).value();
  expect(answer).toContain('It is 42.');
  expect(JSON.parse(answer)).toMatchObject({ content: [{ label: { origin: 'tool' } }] });
});

test('an agent reads without asking what its host says is read', async () => {
  connection = await connectMcp({
    name: 'ours',
    transport: processOf('ashlar-stdio'),
    trustHints: true,
  });
  expect(await runtime.run(agentOf('ours__double', { n: 4 }), 'Double 4.').value()).toContain(
    '"doubled":8',
  );
});

test('an approval does not hold for a definition that was changed afterwards', async () => {
  connection = await connectMcp({
    name: 'shop',
    transport: processOf('workshop-stdio'),
    settings: ({ name }) => (name === 'turn' ? { needsApproval: false } : {}),
  });
  const agent = agentOf('shop__shift', {});
  const { approval, checkpoint } = pendingOf(await runtime.run(agent, 'Shift it.').outcome);
  const decision = await decide(approval, { verdict: 'approved', by: 'ann' }, signer);
  await runtime.run(agentOf('shop__turn', {}), 'Turn it.').value();
  while (connection.offered().find(({ tool }) => tool === 'shift')?.status !== 'changed')
    await new Promise((wake) => setTimeout(wake, 5));
  connection.accept('shift');

  const outcome = await runtime.resume(agentOf('shop__shift', {}), checkpoint, [decision]).outcome;
  expect(outcome).toMatchObject({
    status: 'failed',
    error: { code: 'tool.changed', facts: { tools: ['shop__shift'] } },
  });
  // Also the agent that was made before: it still has the definition that was approved, and the server has another.
  const old = await runtime.resume(agent, checkpoint, [decision]).value();
  expect(old).toContain('not the one that was accepted');
});
