import type { CheckContext, Origin } from '@ashlar/core';
import type {
  GuardrailChecksPromptAttackCategory as AttackCategory,
  GuardrailChecksContentFilterCategory as ContentCategory,
  GuardrailChecksSensitiveInformationEntityType as Entity,
  GuardrailChecksMessage,
  GuardrailChecksSensitiveInformationResultEntry,
  InvokeGuardrailChecksCommandInput,
  InvokeGuardrailChecksCommandOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { modelError } from '../errors/failure.ts';
import { unitEstimate } from '../metering/unit-estimate.ts';
import { withAttempts } from '../metering/with-attempts.ts';
import type { BedrockConnection } from '../transport/connection.ts';
import { invokeGuardrailChecks } from '../transport/guard-commands.ts';
import { type Finding, slug } from './finding.ts';
import type { Judgement } from './judge.ts';
import { type Piece, unitsOf } from './piece.ts';
import { sliceByOffsets } from './slice-by-offsets.ts';

/** Severities and confidences, 0..1. */
export interface Thresholds {
  /** @default 0.25 */
  readonly flag: number;
  /** @default 0.5 */
  readonly block: number;
  /** Of personal data. @default 0.5 */
  readonly sensitive: number;
}

/** What is asked, and how. */
export interface AskedChecks {
  readonly check: string;
  readonly connection: BedrockConnection;
  readonly contentFilter: readonly ContentCategory[];
  readonly promptAttack: readonly AttackCategory[];
  readonly sensitiveInformation: readonly Entity[];
  readonly sensitiveAction: 'mask' | 'block' | 'flag';
  readonly thresholds: Thresholds;
  readonly usdPerUnit: number | undefined;
}

/** One InvokeGuardrailChecks request, with retries, metered by its text units. */
export function askChecks(
  asked: AskedChecks,
  pieces: readonly Piece[],
  context: CheckContext,
  signal: AbortSignal,
): Promise<Judgement> {
  const { check, connection, usdPerUnit } = asked;
  const checks = toChecks(asked);
  const units = unitsOf(pieces) * Object.keys(checks).length;
  const estimate = unitEstimate(check, units, usdPerUnit);
  return withAttempts(connection, context, signal, estimate, [], async () => {
    const input = { messages: pieces.map(toMessage), checks };
    const output = await invokeGuardrailChecks(connection, input, signal);
    const nanoUsd = usdPerUnit === undefined ? {} : { nanoUsd: costOf(output, usdPerUnit) };
    return {
      value: read(output, asked, pieces),
      served: { model: check, inputTokens: 0, outputTokens: 0, ...nanoUsd },
    };
  });
}

type Checks = NonNullable<InvokeGuardrailChecksCommandInput['checks']>;

function toChecks({ contentFilter, promptAttack, sensitiveInformation }: AskedChecks): Checks {
  const categories = <C>(list: readonly C[]) => ({
    categories: list.map((category) => ({ category })),
  });
  const entities = sensitiveInformation.map((type) => ({ type }));
  return {
    ...(contentFilter.length > 0 && { contentFilter: categories(contentFilter) }),
    ...(promptAttack.length > 0 && { promptAttack: categories(promptAttack) }),
    ...(entities.length > 0 && { sensitiveInformation: { entities } }),
  };
}

// A message of its own for each: a finding names its message, and content of one message could be read as one text.
function toMessage({ inspected, content }: Piece): GuardrailChecksMessage {
  const text = content.kind === 'text' ? content.text : '';
  return { role: roleOf(inspected.origin), content: [{ text }] };
}

// There are three roles. What tools and documents say comes in from outside, as what the user says does.
function roleOf(origin: Origin): 'system' | 'user' | 'assistant' {
  if (origin === 'model') return 'assistant';
  return origin === 'system' || origin === 'developer' ? 'system' : 'user';
}

function costOf({ usage = {} as never }: InvokeGuardrailChecksCommandOutput, usd: number): number {
  const { contentFilter, promptAttack, sensitiveInformation } = usage;
  const units = [contentFilter, promptAttack, sensitiveInformation].reduce(
    (sum, one) => sum + (one?.textUnits ?? 0),
    0,
  );
  return Math.ceil(units * usd * 1e9);
}

function read(
  { results }: InvokeGuardrailChecksCommandOutput,
  asked: AskedChecks,
  pieces: readonly Piece[],
): Judgement {
  const { check: model, thresholds, contentFilter, promptAttack, sensitiveInformation } = asked;
  const missing =
    (contentFilter.length > 0 && results?.contentFilter?.results === undefined) ||
    (promptAttack.length > 0 && results?.promptAttack?.results === undefined) ||
    (sensitiveInformation.length > 0 && results?.sensitiveInformation?.results === undefined);
  if (missing) {
    const what = `The reply of ${model} lacks results of a check that was asked for.`;
    throw modelError('model.failed', what, { model }, { retryable: true });
  }
  const scored = [
    ...severities('content', results?.contentFilter?.results ?? [], thresholds),
    ...severities('attack', results?.promptAttack?.results ?? [], thresholds),
  ];
  const found = (results?.sensitiveInformation?.results ?? []).flatMap((entry) =>
    sensitive(entry, asked, pieces),
  );
  const cut: Finding[] = results?.sensitiveInformation?.truncated
    ? [
        {
          action: 'block',
          code: 'pii.truncated',
          message: 'There is more personal data than is listed.',
        },
      ]
    : [];
  const findings = [...scored, ...found, ...cut];
  return { intervened: findings.some(({ action }) => action !== 'flag'), findings };
}

function severities(
  kind: string,
  entries: readonly {
    readonly category?: string | undefined;
    readonly severityScore?: number | undefined;
  }[],
  { flag, block }: Thresholds,
): Finding[] {
  return entries.flatMap(({ category, severityScore = 1 }) => {
    if (severityScore < flag) return [];
    const action = severityScore >= block ? ('block' as const) : ('flag' as const);
    const message = `${slug(category)}, severity ${severityScore}.`;
    const confidence = Math.min(1, Math.max(0, severityScore));
    return [{ action, code: `${kind}.${slug(category)}`, message, confidence }];
  });
}

function sensitive(
  entry: GuardrailChecksSensitiveInformationResultEntry,
  { thresholds, sensitiveAction: action }: AskedChecks,
  pieces: readonly Piece[],
): Finding[] {
  const { type, confidenceScore: confidence = 1, messageIndex = -1 } = entry;
  if (confidence < thresholds.sensitive) return [];
  const content = pieces[messageIndex]?.content;
  const text = content?.kind === 'text' ? content.text : '';
  const match = sliceByOffsets(text, entry.beginOffset ?? 0, entry.endOffset ?? 0);
  const replacement = `{${type}}`;
  const message = `Sensitive information: ${type}.`;
  return [{ action, code: `pii.${slug(type)}`, message, confidence, match, replacement }];
}
