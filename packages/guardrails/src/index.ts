export {
  type JudgedText,
  type Judgement,
  type JudgeOptions,
  judge,
  violatesPolicy,
} from './checks/judge.ts';
export { type LengthOptions, length } from './checks/length.ts';
export type { PiiType } from './checks/pii/pii-type.ts';
export { type PiiOptions, pii } from './checks/pii.ts';
export { type SchemaCheckOptions, schema } from './checks/schema.ts';
export { type UnicodeOptions, unicode } from './checks/unicode.ts';
export { guard } from './guard/guard.ts';
export type { Undoable } from './guard/guard-agent.ts';
export type { GuardOptions, RetrieverGuardOptions } from './guard/guard-options.ts';
export type { CheckOrRule, CheckRule } from './inspect/check-rule.ts';
export { type InspectOptions, inspectParts } from './inspect/inspect-parts.ts';
export type { Ruling } from './inspect/ruling.ts';
