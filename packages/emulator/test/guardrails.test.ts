import type { JsonObject } from '@ashlar/core';
import {
  ApplyGuardrailCommand,
  type ApplyGuardrailCommandInput,
  InvokeGuardrailChecksCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { answerFaults } from './answer-shape.ts';
import { wordCheck } from './checks.ts';
import { post, serve } from './serve.ts';

const apply = (
  text: string,
  more: Partial<ApplyGuardrailCommandInput> = {},
): ApplyGuardrailCommand =>
  new ApplyGuardrailCommand({
    guardrailIdentifier: 'gr1',
    guardrailVersion: '1',
    source: 'INPUT',
    content: [{ text: { text } }],
    ...more,
  });

const email = wordCheck('a@b.de', { action: 'mask', code: 'pii.email' });

describe('ApplyGuardrail', () => {
  it('lets pass what no check minds, and bills the policies that looked', async () => {
    const { sdk } = await serve({ checks: [email] });
    const answer = await sdk.send(apply('Nothing here.'));
    expect(answer).toMatchObject({
      action: 'NONE',
      outputs: [],
      usage: { sensitiveInformationPolicyUnits: 1, topicPolicyUnits: 0 },
      guardrailCoverage: { textCharacters: { guarded: 13, total: 13 } },
    });
    expect(answer.assessments?.[0]?.sensitiveInformationPolicy).toBeUndefined();
    expect(answer.assessments?.[0]?.appliedGuardrailDetails?.guardrailId).toBe('gr1');
  });

  it('masks what a check masks, by its type, in every text', async () => {
    const { sdk } = await serve({ checks: { gr1: [email] } });
    const content = [{ text: { text: 'Write to a@b.de.' } }, { text: { text: 'Or not.' } }];
    const answer = await sdk.send(apply('', { content }));
    expect(answer.action).toBe('GUARDRAIL_INTERVENED');
    expect(answer.outputs).toEqual([{ text: 'Write to {EMAIL}.' }, { text: 'Or not.' }]);
    expect(answer.assessments?.[0]?.sensitiveInformationPolicy?.piiEntities).toEqual([
      { match: 'a@b.de', type: 'EMAIL', action: 'ANONYMIZED', detected: true },
    ]);
  });

  it.each([
    ['topic.finance', 'topicPolicy', 'topics', { name: 'finance', type: 'DENY' }],
    ['content.hate', 'contentPolicy', 'filters', { type: 'HATE', confidence: 'HIGH' }],
    ['injection.override', 'contentPolicy', 'filters', { type: 'PROMPT_ATTACK' }],
    ['word.stone', 'wordPolicy', 'customWords', { match: 'stone' }],
    ['word.profanity', 'wordPolicy', 'managedWordLists', { match: 'stone', type: 'PROFANITY' }],
    [
      'pii.iban',
      'sensitiveInformationPolicy',
      'piiEntities',
      { type: 'INTERNATIONAL_BANK_ACCOUNT_NUMBER' },
    ],
    ['pii.customer-no', 'sensitiveInformationPolicy', 'regexes', { name: 'customer-no' }],
    ['regex.ticket', 'sensitiveInformationPolicy', 'regexes', { name: 'ticket', match: 'stone' }],
    ['acme.own', 'topicPolicy', 'topics', { name: 'acme.own' }],
  ] as const)('says %s in %s.%s', async (code, policy, list, entry) => {
    const { sdk } = await serve({ checks: [wordCheck('stone', { action: 'block', code })] });
    const answer = await sdk.send(apply('a stone'));
    expect(answer.outputs).toEqual([{ text: 'Sorry, the model cannot answer this question.' }]);
    const lists: unknown = answer.assessments?.[0]?.[policy];
    expect(lists).toMatchObject({ [list]: [{ ...entry, action: 'BLOCKED', detected: true }] });
  });

  it('shows the sources and the query to a check of grounding, and guards neither', async () => {
    const grounding = wordCheck(
      'Mars',
      { action: 'block', code: 'grounding.unsupported', confidence: 0.8 },
      { stages: ['output'] },
    );
    const { sdk } = await serve({ checks: [grounding] });
    const content: ApplyGuardrailCommandInput['content'] = [
      { text: { text: 'It is on Mars, they say.', qualifiers: ['grounding_source'] } },
      { text: { text: 'Where on Mars is it?', qualifiers: ['query'] } },
      { text: { text: 'It is on Mars.', qualifiers: ['guard_content'] } },
    ];
    const answer = await sdk.send(apply('', { source: 'OUTPUT', content }));
    expect(grounding.seen[0]).toMatchObject({
      stage: 'output',
      sources: ['It is on Mars, they say.'],
      query: 'Where on Mars is it?',
    });
    const [filter] = answer.assessments?.[0]?.contextualGroundingPolicy?.filters ?? [];
    expect(filter).toMatchObject({
      type: 'GROUNDING',
      action: 'BLOCKED',
      threshold: 0.5,
      score: 0.1,
    });
    expect(answer.guardrailCoverage?.textCharacters).toEqual({ guarded: 14, total: 58 });
    expect(answer.usage?.contextualGroundingPolicyUnits).toBe(1);
  });

  it('lists what was not found as well when the whole is asked for', async () => {
    const { sdk } = await serve({ checks: [wordCheck('x', { action: 'block', code: 'topic.x' })] });
    const answer = await sdk.send(apply('Nothing.', { outputScope: 'FULL' }));
    expect(answer.assessments?.[0]?.topicPolicy?.topics).toEqual([
      { name: 'x', type: 'DENY', action: 'NONE', detected: false },
    ]);
  });

  it('asks a check only where it looks', async () => {
    const output = wordCheck('x', { action: 'block', code: 'topic.x' }, { stages: ['output'] });
    const { sdk } = await serve({ checks: [output] });
    expect((await sdk.send(apply('x'))).action).toBe('NONE');
    expect((await sdk.send(apply('x', { source: 'OUTPUT' }))).action).toBe('GUARDRAIL_INTERVENED');
  });

  it('fails when a check fails: nothing passes unseen', async () => {
    const broken = { ...email, inspect: () => Promise.reject(new Error('no dictionary')) };
    const { sdk } = await serve({ checks: [broken] });
    await expect(sdk.send(apply('x'))).rejects.toMatchObject({ name: 'InternalServerException' });
  });

  it('knows no other guardrail', async () => {
    const { sdk } = await serve({ checks: { other: [email] } });
    await expect(sdk.send(apply('x'))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it.each([
    ['/guardrail/UPPER/version/1/apply', {}, 'guardrailIdentifier'],
    ['/guardrail/gr1/version/0/apply', {}, 'guardrailVersion'],
    ['/guardrail/gr1/version/1/apply', { source: 'BOTH' }, '[INPUT, OUTPUT]'],
    ['/guardrail/gr1/version/1/apply', { content: undefined }, "'content'"],
  ])('refuses %s %j', async (path, wrong, message) => {
    const { running } = await serve({ checks: [email] });
    const body = { source: 'INPUT', content: [{ text: { text: 'x' } }], ...wrong };
    const answer = await post(running.url, path, body);
    expect(answer).toMatchObject({ status: 400, type: 'ValidationException' });
    expect(JSON.stringify(answer.body)).toContain(message);
  });

  it('answers in the published shape', async () => {
    const { running } = await serve({ checks: [email] });
    const body = { source: 'INPUT', content: [{ text: { text: 'to a@b.de' } }] };
    const answer = await post(running.url, '/guardrail/gr1/version/DRAFT/apply', body);
    expect(answerFaults(answer.body as JsonObject, 'ApplyGuardrailResponse', 'runtime')).toEqual(
      [],
    );
  });
});

describe('InvokeGuardrailChecks', () => {
  const checks = [
    wordCheck('hate', { action: 'flag', code: 'content.hate', confidence: 0.4 }),
    wordCheck('ignore', { action: 'block', code: 'injection.jailbreak', confidence: 0.9 }),
    wordCheck('a@b.de', { action: 'mask', code: 'pii.email', confidence: 0.7 }),
  ];
  const body = {
    messages: [
      { role: 'user', content: [{ text: 'I hate this' }, { text: 'mail a@b.de' }] },
      { role: 'assistant', content: [{ text: 'ignore a@b.de' }] },
    ],
    checks: {
      contentFilter: { categories: [{ category: 'HATE' }, { category: 'SEXUAL' }] },
      promptAttack: { categories: [{ category: 'JAILBREAK' }, { category: 'PROMPT_LEAKAGE' }] },
      sensitiveInformation: { entities: [{ type: 'EMAIL' }] },
    },
  } as const;

  it('scores the categories that were asked for and places what it finds', async () => {
    const { sdk } = await serve({ checks: { 'invoke-guardrail-checks': checks } });
    const command = new InvokeGuardrailChecksCommand(JSON.parse(JSON.stringify(body)));
    const { results, usage } = await sdk.send(command);
    expect(results?.contentFilter?.results).toEqual([
      { category: 'HATE', severityScore: 0.4 },
      { category: 'SEXUAL', severityScore: 0 },
    ]);
    expect(results?.promptAttack?.results).toEqual([
      { category: 'JAILBREAK', severityScore: 0.9 },
      { category: 'PROMPT_LEAKAGE', severityScore: 0 },
    ]);
    const entity = { type: 'EMAIL', confidenceScore: 0.7 };
    expect(results?.sensitiveInformation?.results).toEqual([
      { ...entity, beginOffset: 5, endOffset: 11, messageIndex: 0, contentIndex: 1 },
      { ...entity, beginOffset: 7, endOffset: 13, messageIndex: 1, contentIndex: 0 },
    ]);
    expect(usage?.promptAttack).toEqual({ textUnits: 1 });
  });

  it('answers in the published shape, and only what was asked for', async () => {
    const { running } = await serve({ checks });
    const { promptAttack } = body.checks;
    const answer = await post(running.url, '/guardrail-checks/invoke', {
      messages: body.messages,
      checks: { promptAttack },
    });
    expect(Object.keys((answer.body as JsonObject).results as JsonObject)).toEqual([
      'promptAttack',
    ]);
    expect(
      answerFaults(answer.body as JsonObject, 'InvokeGuardrailChecksResponse', 'runtime'),
    ).toEqual([]);
  });

  it('refuses a category that does not exist', async () => {
    const { running } = await serve({ checks });
    const answer = await post(running.url, '/guardrail-checks/invoke', {
      messages: body.messages,
      checks: { promptAttack: { categories: [{ category: 'MAGIC' }] } },
    });
    expect(answer).toMatchObject({ status: 400, type: 'ValidationException' });
  });
});
