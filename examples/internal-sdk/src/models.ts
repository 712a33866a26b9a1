import { type BedrockConnection, chatModel } from '@ashlar/bedrock';
import { AshlarError, type ChatModel } from '@ashlar/core';

/** The models that Acme has approved, under the names that applications use. iam/policy.json lists the same ids. */
export const APPROVED = {
  fast: 'eu.amazon.nova-lite-v1:0',
  careful: 'eu.amazon.nova-pro-v1:0',
} as const;

/** The guardrail that iam/policy.json demands of every request; made by the platform team. */
export const GUARDRAIL = {
  guardrailIdentifier: 'arn:aws:bedrock:eu-central-1:111122223333:guardrail/acmeguard01',
  guardrailVersion: '3',
} as const;

export type ModelName = keyof typeof APPROVED;

/** @throws policy.denied for a name that is not in the list */
export function approvedModel(name: ModelName, connection: BedrockConnection): ChatModel {
  if (!Object.hasOwn(APPROVED, name)) throw denied(name);
  return chatModel(APPROVED[name], { connection, bedrock: { guardrailConfig: GUARDRAIL } });
}

/** Lets only approved models pass, also inside of a router or a cache that somebody puts around them. */
export function requireApproved(model: ChatModel): void {
  const isLeaf = model.inner === undefined;
  if (isLeaf && !Object.values<string>(APPROVED).includes(model.id)) throw denied(model.id);
  for (const inner of model.inner ?? []) requireApproved(inner);
}

function denied(name: string): AshlarError<'policy.denied'> {
  const names = Object.keys(APPROVED).join(', ');
  return new AshlarError('policy.denied', `${name} is not approved. Use one of: ${names}.`, {
    facts: { kind: 'model', name },
  });
}
