import { type Check, type CheckStage, linkAbort, type Origin, type Verdict } from '@ashlar/core';
import type {
  GuardrailChecksPromptAttackCategory as AttackCategory,
  GuardrailChecksContentFilterCategory as ContentCategory,
  GuardrailChecksSensitiveInformationEntityType as Entity,
} from '@aws-sdk/client-bedrock-runtime';
import { inParallel } from './embed/in-parallel.ts';
import { invalidRequest } from './errors/failure.ts';
import { refuseUnknown } from './errors/refuse-unknown.ts';
import { askChecks, type Thresholds } from './guard/ask-checks.ts';
import { judge } from './guard/judge.ts';
import { piecesOf, toRequests } from './guard/piece.ts';
import { unreadableVerdict } from './guard/unreadable.ts';
import type { BedrockConnection } from './transport/connection.ts';

/** Options of {@link guardrailChecks}. At least one of the three checks must be asked for. */
export interface GuardrailChecksOptions {
  readonly connection: BedrockConnection;
  /** Harmful content to look for: `HATE`, `INSULTS`, `MISCONDUCT`, `SEXUAL`, `VIOLENCE`. */
  readonly contentFilter?: readonly ContentCategory[];
  /** Attacks to look for: `JAILBREAK`, `PROMPT_INJECTION`, `PROMPT_LEAKAGE`. */
  readonly promptAttack?: readonly AttackCategory[];
  /** Kinds of personal data to look for, for example `EMAIL`. */
  readonly sensitiveInformation?: readonly Entity[];
  /** What becomes of personal data. @default 'mask' */
  readonly sensitiveAction?: 'mask' | 'block' | 'flag';
  /** From which severity or confidence (0..1) something is flagged, blocked or, of personal data, acted upon. */
  readonly thresholds?: Partial<Thresholds>;
  /** @default all */
  readonly stages?: readonly CheckStage[];
  /** @default `user`, `tool`, `retrieval`, `model` */
  readonly origins?: readonly Origin[];
  /** Characters of one request. @default 25000 */
  readonly maxCharacters?: number;
  /** Dollars for 1,000 text units of one check. @default none: a money budget refuses the check */
  readonly usdPer1000Units?: number;
}

/** Where nothing else is said. A choice of this package: Amazon publishes none, and none was measured here. */
const defaults: Thresholds = { flag: 0.25, block: 0.5, sensitive: 0.5 };

/**
 * Amazon's own checks without a guardrail resource, through InvokeGuardrailChecks, as one `Check`: prompt attacks, harmful content,
 * personal data.
 *
 * Use it where creating and versioning a guardrail is too much. A clean list costs one request; when a severity passes a threshold
 * each part is asked alone, as severities are of the request as a whole. Personal data comes with its place. Texts only: other
 * parts are blocked. It fails closed.
 *
 * @throws AshlarError `model.invalid-request` when no check is asked for, `model.*` when the service cannot be asked
 * @example
 * ```ts
 * import { bedrock, guardrailChecks } from '@ashlar/bedrock';
 *
 * const check = guardrailChecks({
 *   connection: bedrock(),
 *   promptAttack: ['JAILBREAK', 'PROMPT_INJECTION'],
 *   sensitiveInformation: ['EMAIL', 'PHONE'],
 * });
 * console.log(check.id);
 * ```
 */
export function guardrailChecks(options: GuardrailChecksOptions): Check {
  refuseUnknown('guardrailChecks()', options, known);
  const check = 'bedrock.guardrail-checks';
  const { contentFilter = [], promptAttack = [], sensitiveInformation = [] } = options;
  if (contentFilter.length + promptAttack.length + sensitiveInformation.length === 0) {
    throw invalidRequest(check, 'ask for contentFilter, promptAttack or sensitiveInformation.');
  }
  const { maxCharacters = 25_000, sensitiveAction = 'mask', usdPer1000Units } = options;
  const thresholds = { ...defaults, ...options.thresholds };
  const asked = {
    check,
    connection: options.connection,
    contentFilter,
    promptAttack,
    sensitiveInformation,
    sensitiveAction,
    thresholds,
    usdPerUnit: usdPer1000Units === undefined ? undefined : usdPer1000Units / 1000,
  };
  return {
    id: check,
    stages: options.stages ?? [
      'ingest',
      'input',
      'retrieval',
      'tool-call',
      'tool-result',
      'output',
    ],
    origins: options.origins ?? ['user', 'tool', 'retrieval', 'model'],
    cost: 'remote',
    inspect: async (parts, context) => {
      const { pieces, unreadable } = piecesOf(parts, maxCharacters);
      const images = pieces.filter(({ content }) => content.kind === 'image');
      const texts = pieces.filter(({ content }) => content.kind === 'text');
      const blind = [...unreadable, ...images.map(({ inspected }) => inspected)];
      const answers: (readonly Verdict[])[] = [];
      const link = linkAbort(context.signal);
      try {
        await inParallel(
          [...toRequests(texts, maxCharacters).entries()],
          4,
          async ([index, some]) => {
            const ask = (few: typeof some) => askChecks(asked, few, context, link.signal);
            answers[index] = await judge(check, some, ask);
          },
          link.abort,
        );
      } finally {
        link.release();
      }
      return [
        ...blind.flatMap((part) => unreadableVerdict(check, part, 'block')),
        ...answers.flat(),
      ];
    },
  };
}

const known = Object.keys({
  connection: true,
  contentFilter: true,
  promptAttack: true,
  sensitiveInformation: true,
  sensitiveAction: true,
  thresholds: true,
  stages: true,
  origins: true,
  maxCharacters: true,
  usdPer1000Units: true,
} satisfies Record<keyof GuardrailChecksOptions, true>);
