import { blocked } from '@ashlar/core';

/** The error of a call that a guardrail stopped: it ends a run as `blocked`. */
export function intervened(guardrail: string | undefined): Error {
  const check = `bedrock.guardrail.${guardrail ?? 'unknown'}`;
  const message = 'The guardrail of the knowledge base intervened.';
  const verdict = { check, action: 'block', code: 'guardrail.intervened', message } as const;
  return blocked([verdict], message);
}
