import { type Check, type CheckStage, linkAbort, type Origin, type Verdict } from '@ashlar/core';
import { inParallel } from './embed/in-parallel.ts';
import { refuseUnknown } from './errors/refuse-unknown.ts';
import { applyGuardrail } from './guard/apply-guardrail.ts';
import { type GuardrailPrice, guardrailPrice } from './guard/guardrail-price.ts';
import { judge } from './guard/judge.ts';
import { piecesOf, toRequests } from './guard/piece.ts';
import { unreadableVerdict } from './guard/unreadable.ts';
import type { BedrockConnection } from './transport/connection.ts';

/** Options of {@link guardrail}. */
export interface GuardrailOptions {
  readonly id: string;
  /** A number, or `DRAFT`. */
  readonly version: string;
  readonly connection: BedrockConnection;
  /** @default all */
  readonly stages?: readonly CheckStage[];
  /** @default all but `system` and `developer`: your own instructions should not trip it */
  readonly origins?: readonly Origin[];
  /** Characters of one request; longer lists take several requests, longer texts overlap. @default 25000 */
  readonly maxCharacters?: number;
  /** What becomes of audio, video, files and images of other formats than PNG and JPEG. @default 'block' */
  readonly unreadable?: 'block' | 'flag' | 'allow';
  /** @default the prices of this package's dated table */
  readonly price?: GuardrailPrice;
}

const everyStage: readonly CheckStage[] = [
  'ingest',
  'input',
  'retrieval',
  'tool-call',
  'tool-result',
  'output',
];
const untrusted: readonly Origin[] = ['user', 'tool', 'retrieval', 'model'];

/**
 * A guardrail of Amazon Bedrock as a `Check`, through ApplyGuardrail: it works before and after any model, also one that does not
 * run on Bedrock.
 *
 * A clean list costs one request, however many parts it has. When the guardrail intervenes without saying where (topics, harmful
 * content, grounding), each part is asked alone. What it matched (words, PII) is placed by searching the part for it; PII that it
 * anonymises becomes `mask`. In the stage `output` the context's `sources` and `query` go along for contextual grounding. It fails
 * closed: an error, an intervention without a finding and a part that it cannot read block.
 *
 * @throws AshlarError `model.*` when the service cannot be asked; a scope turns that into a `block` verdict
 * @example
 * ```ts
 * import { bedrock, guardrail } from '@ashlar/bedrock';
 *
 * const check = guardrail({ id: 'gr-abc123', version: '3', connection: bedrock() });
 * console.log(check.id, check.stages);
 * ```
 */
export function guardrail(options: GuardrailOptions): Check {
  refuseUnknown('guardrail()', options, known);
  const { id, version, stages = everyStage, origins = untrusted } = options;
  const { maxCharacters = 25_000, unreadable = 'block', price = guardrailPrice } = options;
  const check = `bedrock.guardrail.${id}.${version}`;
  return {
    id: check,
    stages,
    origins,
    cost: 'remote',
    inspect: async (parts, context) => {
      const found = piecesOf(parts, maxCharacters);
      const asked = { check, guardrail: { id, version }, price, connection: options.connection };
      const verdicts = found.unreadable.flatMap((part) =>
        unreadableVerdict(check, part, unreadable),
      );
      const requests = toRequests(found.pieces, maxCharacters);
      const answers: (readonly Verdict[])[] = [];
      const link = linkAbort(context.signal);
      try {
        await inParallel(
          [...requests.entries()],
          4,
          async ([index, pieces]) => {
            const apply = (some: typeof pieces) =>
              applyGuardrail(asked, some, context, link.signal);
            answers[index] = await judge(check, pieces, apply);
          },
          link.abort,
        );
      } finally {
        link.release();
      }
      return [...verdicts, ...answers.flat()];
    },
  };
}

const known = Object.keys({
  id: true,
  version: true,
  connection: true,
  stages: true,
  origins: true,
  maxCharacters: true,
  unreadable: true,
  price: true,
} satisfies Record<keyof GuardrailOptions, true>);
