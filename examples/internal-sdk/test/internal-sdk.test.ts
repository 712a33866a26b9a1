import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GenAi, type GenAiOptions, genAi, type ModelName } from '@acme/genai';
import { bedrock } from '@ashlar/bedrock';
import { type Principal, pattern, textOf, user } from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { emulator } from '@ashlar/emulator';
import { memoryStore } from '@ashlar/storage';
import { expect, onTestFinished, test } from 'vitest';
import { triage } from '../app/triage.ts';
import { APPROVED, GUARDRAIL } from '../src/models.ts';

const ann: Principal = { tenant: 'north', subject: 'ann', groups: [] };

/** The SDK of a team, with an emulator in the place of AWS. */
async function setUp(options: Partial<GenAiOptions> = {}) {
  const chat = scriptedModel(() => 'Claims. Ask bob@acme.example.com, he knows.');
  const aws = await emulator({ chat, checks: () => [] });
  const connection = bedrock({
    endpoint: aws.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  onTestFinished(async () => {
    connection.close();
    await aws.close();
  });
  const { store = memoryStore() } = options;
  return { aws, store, genai: genAi({ team: 'claims', connection, store, ...options }) };
}

test('personal data is masked before it leaves and before an answer is shown', async () => {
  const { aws, genai } = await setUp();
  const said = await genai
    .run(triage(genai), 'I am eve@home.example.org, card 4111 1111 1111 1111.', { principal: ann })
    .value();
  expect(said).toBe('Claims. Ask [EMAIL], he knows.');
  const [request] = aws.requests;
  expect(request).toMatchObject({ operation: 'Converse', model: APPROVED.fast });
  expect(request?.body).toMatchObject({ guardrailConfig: GUARDRAIL });
  expect(JSON.stringify(aws.requests)).toContain('I am [EMAIL], card [CARD].');
  expect(JSON.stringify(aws.requests)).not.toMatch(/eve@|4111/);
});

test("a colleague's own pattern is guarded, and a model that is not approved is denied", async () => {
  const { aws, genai } = await setUp();
  // Made with the bare library, past the SDK's own `pattern`.
  const own = (model = genai.model('careful')) =>
    pattern({ name: 'own', version: '1' }, async (text: string, scope) =>
      textOf((await scope.generate(model, { messages: [user(text)], maxTokens: 50 })).message),
    );
  const options = { principal: ann };
  expect(await genai.run(own(), 'Mail eve@home.example.org', options).value()).toContain('[EMAIL]');
  expect(JSON.stringify(aws.requests)).not.toContain('eve@');

  const smuggled = scriptedModel(['free'], { id: 'vendor.other-model' });
  expect(await genai.run(own(smuggled), 'Hi', options).outcome).toMatchObject({
    status: 'failed',
    error: { code: 'policy.denied', facts: { kind: 'model', name: 'vendor.other-model' } },
  });
  expect(smuggled.calls).toHaveLength(0);
  expect(() => genai.model('best' as ModelName)).toThrow(/not approved. Use one of: fast, careful/);
});

test('a team that has spent its budget is stopped, in every process, and others go on', async () => {
  const spending = { monthlyUsd: 0.000_01, month: '2026-11' };
  const { aws, store, genai } = await setUp(spending);
  const ask = (sdk: GenAi) => sdk.run(triage(sdk), 'A claim.', { principal: ann }).outcome;
  let end = await ask(genai);
  for (let call = 0; call < 20 && end.status === 'completed'; call += 1) end = await ask(genai);
  expect(end).toMatchObject({ status: 'stopped', reason: 'cost' });
  expect(await genai.spent()).toBeGreaterThanOrEqual(spending.monthlyUsd);

  const before = aws.requests.length;
  const { genai: elsewhere } = await setUp({ store, ...spending });
  expect(await ask(elsewhere)).toMatchObject({ status: 'stopped', reason: 'cost' });
  expect(aws.requests).toHaveLength(before);

  const { genai: others } = await setUp({ store, ...spending, team: 'sales' });
  expect(await ask(others)).toMatchObject({ status: 'completed' });
});

test('journals of two tenants stay apart, though their runs have one name', async () => {
  const { aws, store, genai } = await setUp();
  const south: Principal = { ...ann, tenant: 'south' };
  for (const principal of [ann, south]) {
    const options = { principal, id: 'run-1' };
    expect(
      await genai.run(triage(genai), `A claim in the ${principal.tenant}.`, options).value(),
    ).toMatch(/Claims/);
  }
  expect(aws.requests).toHaveLength(2);
  for (const { tenant, subject } of [ann, south]) {
    const log = store.log({ tenant, subject, path: ['journal', 'run-1'] });
    const records = JSON.stringify(await log.read());
    expect(records).toContain(`A claim in the ${tenant}.`);
    expect(records).not.toContain(tenant === 'north' ? 'the south' : 'the north');
  }
  await store.erase(south);
  expect(
    JSON.stringify(
      await store.log({ tenant: 'north', subject: 'ann', path: ['journal', 'run-1'] }).read(),
    ),
  ).toContain('north');
});

test('the IAM policy allows exactly the models that the SDK approves, with its guardrail', () => {
  const text = readFileSync(join(import.meta.dirname, '../iam/policy.json'), 'utf8');
  const { Statement } = JSON.parse(text) as {
    Statement: readonly {
      readonly Effect: string;
      readonly Action: string | readonly string[];
      readonly Resource?: string | readonly string[];
      readonly NotResource?: readonly string[];
      readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
    }[];
  };
  const invoking = Statement.filter(({ Action }) => Action.includes('bedrock:InvokeModel'));
  const named = Object.values(APPROVED).flatMap((id) => [
    `arn:aws:bedrock:eu-central-1:111122223333:inference-profile/${id}`,
    `arn:aws:bedrock:*::foundation-model/${id.replace('eu.', '')}`,
  ]);
  const guardrail = `${GUARDRAIL.guardrailIdentifier}:${GUARDRAIL.guardrailVersion}`;
  const [allow, ...denies] = invoking;
  expect([...(allow?.Resource ?? [])].sort()).toEqual([...named].sort());
  expect(allow?.Condition).toEqual({ StringEquals: { 'bedrock:GuardrailIdentifier': guardrail } });
  expect(denies.map(({ Effect }) => Effect)).toEqual(['Deny', 'Deny']);
  expect([...(denies[0]?.NotResource ?? [])].sort()).toEqual([...named].sort());
  expect(denies[1]).toMatchObject({
    Resource: '*',
    Condition: { StringNotEquals: { 'bedrock:GuardrailIdentifier': guardrail } },
  });
});
