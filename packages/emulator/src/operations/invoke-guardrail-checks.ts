import type { CheckContext, InspectedPart, Json, JsonObject, Verdict } from '@ashlar/core';
import { textUnits } from '../guardrail/guardrail-usage.ts';
import { placeOfCode } from '../guardrail/place-of-code.ts';
import { listAt, objectAt, stringAt } from '../wire/read.ts';
import type { OperationCall } from './call.ts';

/** The name under which `checks` may have an entry for this operation, which has no guardrail. */
export const inlineChecks = 'invoke-guardrail-checks';

interface Placed extends InspectedPart {
  readonly messageIndex: number;
  readonly contentIndex: number;
  readonly text: string;
}

/** Answers InvokeGuardrailChecks: the highest score per category that was asked for, and entities with their places. */
export async function invokeGuardrailChecks(call: OperationCall): Promise<void> {
  const asked = objectAt(call.body, 'checks') ?? {};
  const parts = partsOf(listAt(call.body, 'messages') ?? []);
  const found = await inspect(call, parts);
  const units = textUnits(parts.reduce((sum, { text }) => sum + text.length, 0));
  const categories = (name: string): string[] =>
    (listAt(objectAt(asked, name), 'categories') ?? []).map(
      (one) => stringAt(one, 'category') ?? '',
    );
  const results: Record<string, JsonObject> = {};
  if (objectAt(asked, 'contentFilter') !== undefined) {
    results.contentFilter = { results: scores(categories('contentFilter'), found, contentOf) };
  }
  if (objectAt(asked, 'promptAttack') !== undefined) {
    results.promptAttack = { results: scores(categories('promptAttack'), found, attackOf) };
  }
  const entities = listAt(objectAt(asked, 'sensitiveInformation'), 'entities');
  if (entities !== undefined) {
    const types = new Set(entities.map((one) => stringAt(one, 'type')));
    results.sensitiveInformation = {
      results: found.flatMap((verdict) => entityOf(verdict, parts, types)),
      truncated: false,
    };
  }
  const usage = Object.fromEntries(
    Object.keys(results).map((name) => [name, { textUnits: units }]),
  );
  call.record.usage = usage;
  await call.reply.body({ results, usage });
}

function partsOf(messages: readonly Json[]): readonly Placed[] {
  let index = 0;
  return messages.flatMap((message, messageIndex) =>
    (listAt(message, 'content') ?? []).map((block, contentIndex): Placed => {
      const text = stringAt(block, 'text') ?? '';
      const role = stringAt(message, 'role');
      const origin = role === 'assistant' ? 'model' : role === 'system' ? 'system' : 'user';
      const placed = { part: { type: 'text', text } as const, origin, index, text } as const;
      index += 1;
      return { ...placed, messageIndex, contentIndex };
    }),
  );
}

async function inspect(call: OperationCall, parts: readonly Placed[]): Promise<readonly Verdict[]> {
  const { checks } = call.engines.guardrail(inlineChecks, 'DRAFT');
  const inspections = (['input', 'output'] as const).flatMap((stage) => {
    const of = parts.filter(({ origin }) => (origin === 'model') === (stage === 'output'));
    return checks.map(async (check) => {
      const own = of.filter(({ origin }) => check.origins.includes(origin));
      if (own.length === 0 || !check.stages.includes(stage)) return [];
      const context: CheckContext = { ...call.context, stage };
      return check.inspect(own, context);
    });
  });
  return (await Promise.all(inspections)).flat().filter(({ action }) => action !== 'allow');
}

function scores(
  categories: readonly string[],
  found: readonly Verdict[],
  categoryOf: (verdict: Verdict) => string | undefined,
): JsonObject[] {
  return categories.map((category) => {
    const own = found.filter((verdict) => categoryOf(verdict) === category);
    return { category, severityScore: Math.max(0, ...own.map(({ confidence = 1 }) => confidence)) };
  });
}

function contentOf({ code }: Verdict): string | undefined {
  const place = placeOfCode(code);
  return place.policy === 'contentPolicy' && place.type !== 'PROMPT_ATTACK'
    ? place.type
    : undefined;
}

function attackOf({ code }: Verdict): string | undefined {
  const place = placeOfCode(code);
  if (place.policy !== 'contentPolicy' || place.type !== 'PROMPT_ATTACK') return undefined;
  if (code.includes('jailbreak')) return 'JAILBREAK';
  return code.includes('leak') ? 'PROMPT_LEAKAGE' : 'PROMPT_INJECTION';
}

function entityOf(
  verdict: Verdict,
  parts: readonly Placed[],
  types: ReadonlySet<string | undefined>,
): JsonObject[] {
  const place = placeOfCode(verdict.code);
  const part = parts[verdict.part ?? 0];
  if (!('pii' in place) || part === undefined || !types.has(place.pii)) return [];
  const { start, end } = verdict.span ?? { start: 0, end: part.text.length };
  return [
    {
      type: place.pii,
      confidenceScore: verdict.confidence ?? 1,
      beginOffset: start,
      endOffset: end,
      messageIndex: part.messageIndex,
      contentIndex: part.contentIndex,
    },
  ];
}
