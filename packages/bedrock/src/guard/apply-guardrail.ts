import type { CheckContext } from '@ashlar/core';
import type {
  ApplyGuardrailCommandInput,
  ApplyGuardrailCommandOutput,
  GuardrailContentBlock,
} from '@aws-sdk/client-bedrock-runtime';
import { decodeBase64 } from '../convert/base64.ts';
import { modelError } from '../errors/failure.ts';
import { unitEstimate } from '../metering/unit-estimate.ts';
import { withAttempts } from '../metering/with-attempts.ts';
import type { BedrockConnection } from '../transport/connection.ts';
import { applyGuardrail as send } from '../transport/guard-commands.ts';
import { costOf, dearestUnit, type GuardrailPrice } from './guardrail-price.ts';
import type { Judgement } from './judge.ts';
import { type Piece, unitsOf } from './piece.ts';
import { readAssessment } from './read-assessment.ts';

/** Which guardrail is asked, and how. */
export interface AskedGuardrail {
  readonly check: string;
  readonly guardrail: { readonly id: string; readonly version: string };
  readonly price: GuardrailPrice;
  readonly connection: BedrockConnection;
}

/** One ApplyGuardrail request, with retries, metered by its text units. */
export function applyGuardrail(
  { check, guardrail, price, connection }: AskedGuardrail,
  pieces: readonly Piece[],
  context: CheckContext,
  signal: AbortSignal,
): Promise<Judgement> {
  const input = toInput(guardrail, pieces, context);
  const extra = (context.sources ?? []).concat(context.query ?? []);
  const units = unitsOf(pieces) + Math.ceil(extra.join('').length / 1000);
  const estimate = unitEstimate(check, units, dearestUnit(price));
  return withAttempts(connection, context, signal, estimate, [], async () => {
    const output = await send(connection, input, signal);
    const nanoUsd = output.usage && { nanoUsd: costOf(output.usage, price) };
    return {
      value: read(output, check),
      served: { model: check, inputTokens: 0, outputTokens: 0, ...nanoUsd },
    };
  });
}

function toInput(
  { id, version }: AskedGuardrail['guardrail'],
  pieces: readonly Piece[],
  { stage, sources = [], query }: CheckContext,
): ApplyGuardrailCommandInput {
  const said = stage === 'output' || stage === 'tool-call';
  // Grounding is a question about answers. Without sources nothing needs a tag: everything is evaluated.
  const grounded = stage === 'output' && sources.length > 0;
  const about: GuardrailContentBlock[] = grounded
    ? [
        ...sources.map((text) => ({ text: { text, qualifiers: ['grounding_source' as const] } })),
        ...(query === undefined ? [] : [{ text: { text: query, qualifiers: ['query' as const] } }]),
      ]
    : [];
  return {
    guardrailIdentifier: id,
    guardrailVersion: version,
    source: said ? 'OUTPUT' : 'INPUT',
    content: [...about, ...pieces.map((piece) => toBlock(piece, grounded))],
  };
}

function toBlock({ content }: Piece, tagged: boolean): GuardrailContentBlock {
  if (content.kind === 'image') {
    const { format, base64 } = content;
    return { image: { format, source: { bytes: decodeBase64(base64) } } };
  }
  const { text } = content;
  return { text: { text, ...(tagged && { qualifiers: ['guard_content' as const] }) } };
}

function read({ action, assessments }: ApplyGuardrailCommandOutput, model: string): Judgement {
  if (action === undefined || assessments === undefined) {
    const what = `The reply of ${model} has no action or no assessments.`;
    throw modelError('model.failed', what, { model }, { retryable: true });
  }
  return { intervened: action !== 'NONE', findings: assessments.flatMap(readAssessment) };
}
