export { type CassetteMode, type CassetteOptions, cassette } from './cassette.ts';
export type { Redact } from './request-key.ts';
