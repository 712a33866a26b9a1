import { AshlarError } from './errors.ts';
import { hashText } from './hash.ts';
import { canonicalJson } from './json/canonical.ts';
import type { Json } from './json/json.ts';
import type { Signer } from './signer.ts';

/** What a pattern asks a person (or a policy) to decide. */
export interface ApprovalRequest {
  /** What is asked, for example the name of the tool. */
  readonly name: string;
  /** Everything the decision is about: input, tool definition, who asks. It is signed with the decision. */
  readonly data: Json;
  readonly message?: string;
}

/** A request that waits for a decision. `unknown-effect`: a `once` effect started and its end was never recorded. */
export interface Approval extends ApprovalRequest {
  readonly id: string;
  readonly runId: string;
  readonly kind: 'approval' | 'unknown-effect';
  /** Digest of `name` and `data`: a decision is valid for exactly this. */
  readonly digest: string;
}

/**
 * `approved`, `denied`: answers to an approval. `ran` (with its result in `value`), `not-run`, `give-up`:
 * answers to an unknown effect.
 */
export type DecisionVerdict = 'approved' | 'denied' | 'ran' | 'not-run' | 'give-up';

export interface Decision {
  readonly id: string;
  readonly runId: string;
  readonly verdict: DecisionVerdict;
  /** Who decided. */
  readonly by: string;
  readonly reason?: string;
  /** With `approved`: changed input. With `ran`: the result. */
  readonly value?: Json;
  readonly digest: string;
  readonly signature: string;
}

type Ruling = Pick<Decision, 'verdict' | 'by' | 'reason' | 'value'>;

const ANSWERS: Readonly<Record<Approval['kind'], readonly DecisionVerdict[]>> = {
  approval: ['approved', 'denied'],
  'unknown-effect': ['ran', 'not-run', 'give-up'],
};

/**
 * Makes a signed decision on a pending approval; give it to `resume`.
 *
 * @throws scope.misuse when the verdict is no answer to this kind of request
 */
export async function decide(
  approval: Approval,
  ruling: Ruling,
  signer: Signer,
): Promise<Decision> {
  const answers = ANSWERS[approval.kind];
  if (!answers.includes(ruling.verdict)) {
    throw new AshlarError(
      'scope.misuse',
      `${ruling.verdict} is no answer to ${approval.id}, which is an ${approval.kind}: say ${answers.join(', ')}.`,
      { facts: { what: approval.id } },
    );
  }
  const unsigned = { ...ruling, id: approval.id, runId: approval.runId, digest: approval.digest };
  return { ...unsigned, signature: await signer.sign(signedText(unsigned)) };
}

/** Whether `decision` was signed by `signer` for exactly this request. */
export async function isGenuine(
  decision: Decision,
  approval: Approval,
  signer: Signer,
): Promise<boolean> {
  const { signature, ...unsigned } = decision;
  const same =
    decision.id === approval.id &&
    decision.runId === approval.runId &&
    decision.digest === approval.digest;
  return same && (await signer.verify(signedText(unsigned), signature));
}

export function approvalDigest(request: ApprovalRequest): string {
  return hashText(canonicalJson({ name: request.name, data: request.data }));
}

function signedText(decision: Omit<Decision, 'signature'>): string {
  return canonicalJson(decision);
}
