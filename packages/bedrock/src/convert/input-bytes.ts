import type { ConverseInput } from './to-request.ts';

// Pictures compress: a small file can be more tokens than bytes. What lies in S3 may be as large as Converse allows.
const leastMediaBytes = 8192;
const s3Bytes = 4_500_000;
// Providers put a prompt of their own in front of tool definitions.
const toolPromptBytes = 1024;

/** An upper bound of the input's tokens: no tokenizer makes more tokens than bytes. */
export function inputBytes(input: ConverseInput): number {
  const { messages, system, toolConfig, promptVariables, additionalModelRequestFields } = input;
  return (
    size(messages) +
    size(system) +
    (toolConfig === undefined ? 0 : size(toolConfig) + toolPromptBytes) +
    size(promptVariables) +
    size(additionalModelRequestFields)
  );
}

function size(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 2;
  if (typeof value !== 'object' || value === null) return 8;
  if (value instanceof Uint8Array) return Math.max(value.length, leastMediaBytes);
  let bytes = 2;
  if (Array.isArray(value)) {
    for (const item of value) bytes += size(item);
    return bytes;
  }
  for (const key in value) {
    if (key === 's3Location') bytes += s3Bytes;
    bytes += key.length + 3 + size((value as Readonly<Record<string, unknown>>)[key]);
  }
  return bytes;
}
