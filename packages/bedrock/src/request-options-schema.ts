import type { JsonObject } from '@ashlar/core';
import { z } from 'zod';
import type { RequestOptions } from './request-options.ts';

const metadataText = z
  .string()
  .max(256)
  .regex(/^[a-zA-Z0-9\s._:/=+$@-]*$/);

// The SDK drops what it does not know without a word, so every object here is strict.
const schema = z.strictObject({
  guardrailConfig: z.strictObject({
    guardrailIdentifier: z.string().min(1),
    guardrailVersion: z.string().min(1),
    trace: z.enum(['enabled', 'disabled', 'enabled_full']).optional(),
    streamProcessingMode: z.enum(['sync', 'async']).optional(),
  }),
  guardedOrigins: z.array(z.enum(['system', 'developer', 'user', 'retrieval'])),
  serviceTier: z.enum(['priority', 'default', 'flex', 'reserved']),
  performanceConfig: z.strictObject({ latency: z.enum(['standard', 'optimized']) }),
  promptVariables: z.record(z.string(), z.string()),
  additionalModelRequestFields: z.record(z.string(), z.json()),
  additionalModelResponseFieldPaths: z.array(z.string().regex(/^\//).max(256)).max(10),
  requestMetadata: z
    .record(metadataText.min(1), metadataText)
    .refine((entries) => Object.keys(entries).length <= 16, 'at most 16 entries'),
  systemTools: z.array(z.string().min(1)),
  cacheTools: z.enum(['default', '5m', '1h']),
  systemMessages: z.enum(['in-place', 'hoisted']),
});

const options = schema.partial();

/** What is wrong with these options, one sentence each; empty when nothing is. */
export function requestOptionProblems(value: RequestOptions | JsonObject): string[] {
  const result = options.safeParse(value);
  if (result.success) return [];
  return result.error.issues.map((issue) => {
    const place = ['vendor.bedrock', ...issue.path].join('.');
    const known =
      issue.code === 'unrecognized_keys' && issue.path.length === 0
        ? `. Known options: ${Object.keys(schema.shape).join(', ')}`
        : '';
    return `${place}: ${issue.message}${known}`;
  });
}
