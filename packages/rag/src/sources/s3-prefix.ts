import { AshlarError } from '@ashlar/core';
import type { S3Client } from '@aws-sdk/client-s3';
import type {} from '../errors.ts';
import type { SourceItem } from '../ingest/source-file.ts';
import { importLibrary } from '../loaders/import-library.ts';

/** Options of {@link s3Prefix}. */
export interface S3PrefixOptions {
  /** Yours: region, credentials and retries are its matter. */
  readonly client: S3Client;
  readonly bucket: string;
  /** Only keys that begin with it. End it with `/` to mean a folder. @default all */
  readonly prefix?: string;
  /** Larger objects are skipped, in bytes. @default 20000000 */
  readonly maxBytes?: number;
}

/**
 * The objects of an S3 bucket below a prefix, for `index.ingest`, in the order of their keys, listed page by page. Sources are
 * `s3://bucket/key`; names decide about loaders. An object is read when it is ingested, in the version that was listed.
 * Objects that are archived are skipped. Access: `s3:ListBucket` on the bucket, `s3:GetObject` on the objects.
 *
 * Never run against AWS: tested with the real client against a server on loopback. Needs `@aws-sdk/client-s3`.
 *
 * @throws AshlarError `source.unavailable` when S3 refuses or fails: the ingestion ends, and nothing is taken for deleted
 */
export async function* s3Prefix(options: S3PrefixOptions): AsyncGenerator<SourceItem> {
  const { client, bucket, prefix, maxBytes = 20_000_000 } = options;
  const sdk = await importLibrary('@aws-sdk/client-s3', () => import('@aws-sdk/client-s3'));
  let token: string | undefined;
  do {
    const page = await client
      .send(
        new sdk.ListObjectsV2Command({
          Bucket: bucket,
          ...(prefix !== undefined && { Prefix: prefix }),
          ...(token !== undefined && { ContinuationToken: token }),
        }),
      )
      .catch((cause) => unavailable(`s3://${bucket}/${prefix ?? ''}`, cause));
    for (const { Key = '', Size = 0, ETag, StorageClass = 'STANDARD' } of page.Contents ?? []) {
      // A key that ends so is how consoles show an empty folder.
      if (Key.endsWith('/')) continue;
      const source = `s3://${bucket}/${Key}`;
      if (Size > maxBytes) {
        const message = `${source} has ${Size} bytes, more than ${maxBytes}.`;
        yield { source, skipped: 'too-large', message };
      } else if (/^(?:GLACIER|DEEP_ARCHIVE)$/.test(StorageClass)) {
        const message = `${source} is archived (${StorageClass}). Restore it first.`;
        yield { source, skipped: 'unreadable', message };
      } else {
        const command = new sdk.GetObjectCommand({
          Bucket: bucket,
          Key,
          ...(ETag !== undefined && { IfMatch: ETag }),
        });
        yield { source, read: () => readObject(source, () => client.send(command), maxBytes) };
      }
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

async function readObject(
  source: string,
  get: () => Promise<{ readonly Body?: unknown }>,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const { Body } = await get();
    for await (const chunk of Body as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > maxBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    const { name } = cause as { readonly name?: unknown };
    if (name === 'NoSuchKey') throw new Error('it is gone since it was listed');
    unavailable(source, cause);
  }
  if (size > maxBytes) throw new Error(`it has more than ${maxBytes} bytes`);
  return Buffer.concat(chunks);
}

function unavailable(source: string, cause: unknown): never {
  const { name = 'Error', message = '' } = cause as { name?: string; message?: string };
  const changed =
    name === 'PreconditionFailed' ? ' It has changed since it was listed: ingest again.' : '';
  throw new AshlarError(
    'source.unavailable',
    `${source} cannot be read: ${name} ${message}.${changed}`,
    {
      facts: { source },
      retryable: true,
      cause,
    },
  );
}
