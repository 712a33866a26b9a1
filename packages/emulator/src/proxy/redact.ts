import { redactFrames } from './redact-frames.ts';

export type Redact = (text: string) => string;

/** What no recording may hold, whoever asks: account numbers in ARNs, access keys, API keys, signatures of links. */
const always: readonly (readonly [RegExp, string])[] = [
  [/(arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:)\d{12}\b/g, '$1000000000000'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, 'REDACTEDACCESSKEY'],
  [/\bABSK[A-Za-z0-9+/=]{20,}/g, 'REDACTEDAPIKEY'],
  [/([?&]X-Amz-(?:Signature|Credential|Security-Token)=)[^&"\s]+/g, '$1REDACTED'],
];

/** Applies what is always redacted, then what the host asks for. */
export function redaction(own: Redact = (text) => text): Redact {
  return (text) =>
    own(always.reduce((redacted, [pattern, by]) => redacted.replace(pattern, by), text));
}

/** The bytes of a body redacted. Of an event stream every payload, with its checksums made anew; what is no text stays. */
export function redactBytes(bytes: Buffer, contentType: string, redact: Redact): Buffer {
  if (contentType.includes('eventstream')) return redactFrames(bytes, redact);
  return /json|text/.test(contentType) ? Buffer.from(redact(bytes.toString('utf8'))) : bytes;
}
