import type { CallContext, CheckContext, JsonObject, Part, Verdict } from '@ashlar/core';
import { actionOf, type Finding, toFinding } from './finding.ts';
import type { Guardrail } from './guardrail.ts';
import { guardrailUsage } from './guardrail-usage.ts';
import { maskTexts } from './mask-texts.ts';
import { toAssessment } from './to-assessment.ts';

export interface Content {
  readonly source: 'INPUT' | 'OUTPUT';
  /** Texts and images that are guarded. */
  readonly parts: readonly Part[];
  /** Passages that an answer should stand on. */
  readonly sources?: readonly string[];
  readonly query?: string;
  /** Characters of everything that was sent, guarded or not. @default those of `parts` */
  readonly totalCharacters?: number;
}

/** What a guardrail found in a content, and what it makes of it. */
export interface Evaluation {
  readonly outcome: 'none' | 'masked' | 'blocked';
  /** The service's words for the outcome. */
  readonly reason: string;
  /** `GuardrailAssessment` of the service. */
  readonly assessment: JsonObject;
  readonly usage: JsonObject;
  readonly coverage: JsonObject;
  /** The texts of the guarded parts, masked. */
  readonly texts: readonly string[];
}

/**
 * Lets a guardrail's checks look at a content, in the roles that the service gives it: INPUT is of the user, OUTPUT of the model.
 * A check that throws fails the request: nothing passes unseen.
 */
export async function evaluate(
  guardrail: Guardrail,
  content: Content,
  context: CallContext,
  full = false,
): Promise<Evaluation> {
  const started = performance.now();
  const texts = content.parts.map((part) => (part.type === 'text' ? part.text : ''));
  const verdicts = await inspect(guardrail, content, context);
  const findings = verdicts.map((verdict) => toFinding(verdict, texts));
  const outcome = outcomeOf(findings);
  const usage = guardrailUsage(guardrail.checks, findings, content);
  const coverage = coverageOf(content, texts);
  return {
    outcome,
    reason: reasons[outcome],
    texts: maskTexts(texts, findings),
    usage,
    coverage,
    assessment: {
      ...toAssessment(findings, full),
      invocationMetrics: {
        guardrailProcessingLatency: Math.round(performance.now() - started),
        usage,
        guardrailCoverage: coverage,
      },
      appliedGuardrailDetails: detailsOf(guardrail),
    },
  };
}

async function inspect(
  { checks }: Guardrail,
  { source, parts, sources, query }: Content,
  context: CallContext,
): Promise<readonly Verdict[]> {
  const [stage, origin] =
    source === 'INPUT' ? (['input', 'user'] as const) : (['output', 'model'] as const);
  const checkContext: CheckContext = {
    ...context,
    stage,
    ...(sources !== undefined && sources.length > 0 && { sources }),
    ...(query !== undefined && { query }),
  };
  const inspected = parts.map((part, index) => ({ part, origin, index }));
  const fitting = checks.filter(
    (check) => check.stages.includes(stage) && check.origins.includes(origin),
  );
  if (inspected.length === 0) return [];
  const found = await Promise.all(fitting.map((check) => check.inspect(inspected, checkContext)));
  return found.flat();
}

function outcomeOf(findings: readonly Finding[]): Evaluation['outcome'] {
  const actions = findings.map(actionOf);
  if (actions.includes('BLOCKED')) return 'blocked';
  return actions.includes('ANONYMIZED') ? 'masked' : 'none';
}

const reasons = {
  none: 'No action.',
  masked: 'Guardrail masked.',
  blocked: 'Guardrail blocked.',
} as const;

function coverageOf({ parts, totalCharacters }: Content, texts: readonly string[]): JsonObject {
  const guarded = texts.reduce((sum, text) => sum + text.length, 0);
  const images = parts.filter(({ type }) => type === 'image').length;
  return {
    textCharacters: { guarded, total: totalCharacters ?? guarded },
    ...(images > 0 && { images: { guarded: images, total: images } }),
  };
}

function detailsOf({ identifier, version }: Guardrail): JsonObject {
  const id = identifier.split('/').at(-1) ?? identifier;
  return {
    guardrailId: id,
    guardrailVersion: version,
    ...(identifier.startsWith('arn:') && { guardrailArn: identifier }),
    guardrailOrigin: ['REQUEST'],
    guardrailOwnership: 'SELF',
  };
}
