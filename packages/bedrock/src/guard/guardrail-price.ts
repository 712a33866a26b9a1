import type { GuardrailUsage } from '@aws-sdk/client-bedrock-runtime';

/** Dollars for 1,000 text units of each policy (a unit is up to 1,000 characters), and for one image. */
export interface GuardrailPrice {
  readonly contentUsd: number;
  readonly topicUsd: number;
  readonly sensitiveInformationUsd: number;
  readonly groundingUsd: number;
  readonly reasoningUsd: number;
  readonly imageUsd: number;
  /** ISO date on which the prices were read. */
  readonly asOf: string;
  readonly source?: string;
}

/** Word lists and regular expressions are free. */
export const guardrailPrice: GuardrailPrice = {
  contentUsd: 0.15,
  topicUsd: 0.15,
  sensitiveInformationUsd: 0.1,
  groundingUsd: 0.1,
  reasoningUsd: 0.17,
  imageUsd: 0.00075,
  asOf: '2026-11-21',
  source:
    'aws.amazon.com/bedrock/pricing as quoted by hivebook.wiki (content, topics, PII, grounding); reasoning and images from memory of that page',
};

/** What a call cost, in integer nano-dollars. */
export function costOf(usage: GuardrailUsage, price: GuardrailPrice): number {
  const unitsUsd =
    (usage.contentPolicyUnits ?? 0) * price.contentUsd +
    (usage.topicPolicyUnits ?? 0) * price.topicUsd +
    (usage.sensitiveInformationPolicyUnits ?? 0) * price.sensitiveInformationUsd +
    (usage.contextualGroundingPolicyUnits ?? 0) * price.groundingUsd +
    (usage.automatedReasoningPolicyUnits ?? 0) * price.reasoningUsd;
  const imagesUsd = (usage.contentPolicyImageUnits ?? 0) * price.imageUsd;
  return Math.ceil(unitsUsd * 1e6 + imagesUsd * 1e9);
}

/** The most that one unit can cost: every policy looks at it. */
export function dearestUnit(price: GuardrailPrice): number {
  const { contentUsd, topicUsd, sensitiveInformationUsd, groundingUsd, reasoningUsd } = price;
  const unit = contentUsd + topicUsd + sensitiveInformationUsd + groundingUsd + reasoningUsd;
  return Math.max(unit / 1000, price.imageUsd / 2);
}
