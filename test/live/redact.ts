/** Takes out of a recording what says whose account it was: account numbers, ARNs, keys, request ids, hosts. */
export function redact(text: string): string {
  return text
    .replace(/arn:aws[\w-]*:[\w-]*:[\w-]*:\d{12}:[^\s"']*/g, 'arn:redacted')
    .replace(/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, 'KEY')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'uuid')
    .replace(/\b\d{12}\b/g, '000000000000')
    .replace(/\b[\w.-]+\.amazonaws\.com\b/g, 'host');
}
