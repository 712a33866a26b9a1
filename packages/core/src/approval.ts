import { AshlarError } from './errors.ts';
import { toHex } from './hex.ts';
import { canonicalJson } from './json/canonical.ts';
import type { Json } from './json/json.ts';
import type { Signer } from './signer.ts';

/** What a pattern asks a person (or a policy) to decide. All of it is signed with the decision. */
export interface ApprovalRequest {
  /** What is asked, for example the name of the tool. */
  readonly name: string;
  /** Everything the decision is about: input, tool definition, who asks. */
  readonly data: Json;
  readonly message?: string;
}

interface Pending extends ApprovalRequest {
  readonly id: string;
  readonly runId: string;
  /** SHA-256 of the request: a decision is valid for exactly this. */
  readonly digest: string;
}

/** A request that waits for a decision. `unknown-effect`: a `once` effect started and its end was never recorded. */
export type Approval = Pending &
  ({ readonly kind: 'approval' } | { readonly kind: 'unknown-effect' });

interface Decided {
  /** Who decided. */
  readonly by: string;
  readonly reason?: string;
}

/** What can be decided about a request of this kind. */
export type RulingOn<K extends Approval['kind']> = K extends 'approval'
  ? Decided & {
      readonly verdict: 'approved' | 'denied';
      /** With `approved`: changed input. */
      readonly value?: Json;
    }
  : Decided & {
      readonly verdict: 'ran' | 'not-run' | 'give-up';
      /** With `ran`: the result. */
      readonly value?: Json;
    };

export type DecisionVerdict = RulingOn<Approval['kind']>['verdict'];

const VERDICTS: { readonly [K in Approval['kind']]: readonly DecisionVerdict[] } = {
  approval: ['approved', 'denied'],
  'unknown-effect': ['ran', 'not-run', 'give-up'],
};

/** A ruling with what it was made on, signed. */
export interface Decision extends Decided {
  readonly id: string;
  readonly runId: string;
  readonly verdict: DecisionVerdict;
  readonly value?: Json;
  readonly digest: string;
  readonly signature: string;
}

/**
 * Makes a signed decision on a pending approval; give it to `resume`.
 *
 * @throws approval.forged when the approval is not what was asked, so that nobody signs what they were not shown
 * @throws approval.mismatch when its kind has no such verdict
 */
export async function decide<A extends Approval>(
  approval: A,
  ruling: RulingOn<A['kind']>,
  signer: Signer,
): Promise<Decision> {
  const { id, runId, digest } = approval;
  if ((await approvalDigest(approval)) !== digest) {
    throw new AshlarError(
      'approval.forged',
      `The request ${id} was changed after it was asked: its digest belongs to another name, data or message.`,
      { facts: { id } },
    );
  }
  refuseMismatch(approval, ruling.verdict);
  const unsigned = { ...ruling, id, runId, digest };
  return { ...unsigned, signature: await signer.sign(signedText(unsigned)) };
}

/** Throws `approval.mismatch` when a verdict is no answer to a request of this kind. */
export function refuseMismatch({ id, kind }: Approval, verdict: DecisionVerdict): void {
  const possible = VERDICTS[kind];
  if (possible.includes(verdict)) return;
  throw new AshlarError(
    'approval.mismatch',
    `The request ${id} cannot be decided as ${verdict}: it is of the kind ${kind}, so say ${possible.join(' or ')}.`,
    { facts: { id, kind, verdict } },
  );
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

/** SHA-256 of a request. The digests of effects are shorter; this one is a defence, so nobody may find a second request for it. */
export async function approvalDigest(request: ApprovalRequest): Promise<string> {
  const { name, data, message } = request;
  const text = canonicalJson({ name, data, ...(message === undefined ? {} : { message }) });
  return toHex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

function signedText(decision: Omit<Decision, 'signature'>): string {
  return canonicalJson(decision);
}
