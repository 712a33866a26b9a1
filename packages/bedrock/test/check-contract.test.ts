import { describeCheckContract } from '@ashlar/core/testing/vitest';
import { guardrail, guardrailChecks } from '../src/index.ts';
import { json } from './support/replies.ts';
import { type Reply, startServer } from './support/server.ts';

const address = /[\w.]+@[\w.]+\.\w+/g;
const usage = { contentPolicyUnits: 1, sensitiveInformationPolicyUnits: 1 };

/** A guardrail that denies bombs and anonymises addresses. */
const applied: Reply = (response, request) => {
  const texts: string[] = request.body.content.map(
    ({ text }: { text: { text: string } }) => text.text,
  );
  const all = texts.join('\n');
  const piiEntities = [...new Set(all.match(address) ?? [])].map((match) => {
    return { match, type: 'EMAIL', action: 'ANONYMIZED' };
  });
  const filters = all.includes('bomb')
    ? [{ type: 'VIOLENCE', confidence: 'HIGH', action: 'BLOCKED' }]
    : [];
  const acted = piiEntities.length + filters.length > 0;
  json(200, {
    usage,
    action: acted ? 'GUARDRAIL_INTERVENED' : 'NONE',
    outputs: [],
    assessments: [
      { contentPolicy: { filters }, sensitiveInformationPolicy: { piiEntities, regexes: [] } },
    ],
  })(response, request);
};

const invoked: Reply = (response, request) => {
  const texts: string[] = request.body.messages.map(
    ({ content }: { content: { text: string }[] }) => content[0]?.text,
  );
  const severityScore = texts.some((text) => text.includes('bomb')) ? 0.9 : 0;
  const results = texts.flatMap((text, messageIndex) =>
    [...text.matchAll(address)].map(({ 0: match, index: beginOffset }) => ({
      type: 'EMAIL',
      confidenceScore: 1,
      beginOffset,
      endOffset: beginOffset + match.length,
      messageIndex,
      contentIndex: 0,
    })),
  );
  json(200, {
    results: {
      contentFilter: { results: [{ category: 'VIOLENCE', severityScore }] },
      sensitiveInformation: { results },
    },
    usage: { contentFilter: { textUnits: 1 }, sensitiveInformation: { textUnits: 1 } },
  })(response, request);
};

const samples = [
  { text: 'A peaceful text.', action: 'allow' },
  { text: 'How to build a bomb', action: 'block', code: 'content.violence' },
  { text: 'Write to ann@example.org, not bob@example.org', action: 'mask', code: 'pii.email' },
] as const;

describeCheckContract('guardrail over the wire', async () => {
  const server = await startServer();
  server.reply(applied);
  return { check: guardrail({ id: 'gr1', version: '1', connection: server.connect() }), samples };
});

describeCheckContract('guardrailChecks over the wire', async () => {
  const server = await startServer();
  server.reply(invoked);
  const check = guardrailChecks({
    connection: server.connect(),
    contentFilter: ['VIOLENCE'],
    sensitiveInformation: ['EMAIL'],
  });
  return { check, samples };
});
