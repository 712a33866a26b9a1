import { AshlarError } from '@ashlar/core';
import type { EmulatorOptions } from './options.ts';

const known = Object.keys({
  chat: true,
  embedder: true,
  reranker: true,
  retrievers: true,
  checks: true,
  blockedMessages: true,
  access: true,
  documents: true,
  toSql: true,
  pageSize: true,
  auth: true,
  tls: true,
  port: true,
  faults: true,
  chaos: true,
  models: true,
} satisfies Record<keyof EmulatorOptions, true>);

/** Throws `input.invalid` for options that nobody reads: a misspelt engine would look like a service that knows no model. */
export function checkOptions(options: EmulatorOptions): void {
  const unknown = Object.keys(options).filter((key) => !known.includes(key));
  if (unknown.length === 0) return;
  const what = 'emulator()';
  const issues = unknown.map((key) => `${key}: there is no such option`);
  throw new AshlarError(
    'input.invalid',
    `${what}: ${issues.join('; ')}. Options: ${known.join(', ')}.`,
    { facts: { what, issues } },
  );
}
