import type { ChatRequest } from '@ashlar/core';

/** Everything that a request of core can say. The type makes the compiler complain when core learns something new. */
const known: Readonly<Record<keyof ChatRequest, true>> = {
  messages: true,
  tools: true,
  toolChoice: true,
  output: true,
  maxTokens: true,
  temperature: true,
  topP: true,
  stopSequences: true,
  effort: true,
  vendor: true,
  metadata: true,
};

const efforts = ['low', 'medium', 'high', 'xhigh', 'max'];

/**
 * What is wrong with a request, one sentence each. By hand and not by a schema: this runs on every call, and the SDK drops what
 * it does not know without a word.
 */
export function requestProblems(request: ChatRequest): string[] {
  const problems = Object.keys(request)
    .filter((key) => !Object.hasOwn(known, key))
    .map((key) => `${key}: there is no such member; known are ${Object.keys(known).join(', ')}`);
  const { maxTokens, temperature, topP, stopSequences, effort } = request;
  if (maxTokens !== undefined && !(Number.isInteger(maxTokens) && maxTokens >= 1)) {
    problems.push(`maxTokens is ${String(maxTokens)}, not a whole number from 1 on`);
  }
  if (!isShare(temperature)) problems.push(`temperature is ${String(temperature)}, not 0 to 1`);
  if (!isShare(topP)) problems.push(`topP is ${String(topP)}, not 0 to 1`);
  if (stopSequences !== undefined && stopSequences.length > 2500) {
    problems.push(`stopSequences has ${stopSequences.length} entries, Converse takes 2500`);
  }
  if (effort !== undefined && !efforts.includes(effort)) {
    problems.push(`effort is ${String(effort)}, not one of ${efforts.join(', ')}`);
  }
  return problems;
}

function isShare(value: number | undefined): boolean {
  return value === undefined || (typeof value === 'number' && value >= 0 && value <= 1);
}
