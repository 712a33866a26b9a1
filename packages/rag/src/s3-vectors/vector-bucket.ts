import { AshlarError, isAshlarError, type Json, type JsonObject } from '@ashlar/core';
import {
  CreateIndexCommand,
  DeleteIndexCommand,
  DeleteVectorsCommand,
  GetVectorsCommand,
  ListIndexesCommand,
  ListVectorsCommand,
  PutVectorsCommand,
  QueryVectorsCommand,
  type S3VectorsClient,
} from '@aws-sdk/client-s3vectors';
import { inBatches } from './in-batches.ts';
import { CARRIED } from './vector-metadata.ts';

/** A vector as it is stored. */
export interface StoredVector {
  readonly key: string;
  readonly vector: Float32Array;
  readonly metadata: JsonObject;
}

/** A vector without its numbers. */
export interface ListedVector {
  readonly key: string;
  readonly metadata: JsonObject;
}

/** Vector indexes of one bucket. One that is not there is empty. */
export interface VectorBucket {
  /** Names of the vector indexes that begin with a prefix. */
  names(prefix: string): Promise<readonly string[]>;
  /** Writes vectors over those of the same keys; the vector index is made when it is not there. */
  put(index: string, vectors: readonly StoredVector[]): Promise<void>;
  get(index: string, keys: readonly string[]): Promise<readonly StoredVector[]>;
  remove(index: string, keys: readonly string[]): Promise<void>;
  /** Vectors by cosine similarity, the closest first, as many as are taken. */
  nearest(
    index: string,
    vector: Float32Array,
    filter: JsonObject | undefined,
  ): AsyncIterable<ListedVector & { readonly score: number }>;
  list(index: string): AsyncIterable<readonly ListedVector[]>;
  drop(index: string): Promise<void>;
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-vectors-limitations.html
const PER_PUT = 500;
const PER_DELETE = 500;
const PER_GET = 100;
const PER_QUERY = 100;
const PER_LIST = 1_000;
/** Below the 20 MiB of a request; a number takes some 12 bytes as text, and metadata up to 40 KB. */
const PUT_BYTES = 16 * 1024 * 1024;
const NUMBER_BYTES = 13;

/** The vector indexes of a bucket, within the limits of the service. */
export function vectorBucket(client: S3VectorsClient, vectorBucketName: string): VectorBucket {
  const where = `s3vectors://${vectorBucketName}`;
  const at = (indexName: string) => ({ vectorBucketName, indexName });
  const call = async <T>(send: () => Promise<T>): Promise<T> => {
    try {
      return await send();
    } catch (cause) {
      throw translate(cause, where);
    }
  };
  const orMissing = async <T>(send: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await call(send);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };
  const create = (indexName: string, dimension: number) =>
    call(() =>
      client.send(
        new CreateIndexCommand({
          ...at(indexName),
          dataType: 'float32',
          dimension,
          distanceMetric: 'cosine',
          metadataConfiguration: { nonFilterableMetadataKeys: [...CARRIED] },
        }),
      ),
    );

  return {
    async names(prefix) {
      const found: string[] = [];
      let nextToken: string | undefined;
      do {
        const request = {
          vectorBucketName,
          prefix,
          maxResults: 500,
          ...(nextToken && { nextToken }),
        };
        const page = await call(() => client.send(new ListIndexesCommand(request)));
        for (const { indexName } of page.indexes ?? []) if (indexName) found.push(indexName);
        nextToken = page.nextToken;
      } while (nextToken);
      return found;
    },
    async put(index, vectors) {
      for (const batch of inBatches(vectors, PER_PUT, PUT_BYTES, bytesOf)) {
        const request = {
          ...at(index),
          vectors: batch.map(({ key, vector, metadata }) => ({
            key,
            data: { float32: Array.from(vector) },
            metadata: metadata as DocumentValue,
          })),
        };
        const send = () => call(() => client.send(new PutVectorsCommand(request)));
        try {
          await send();
        } catch (error) {
          if (!isMissing(error)) throw error;
          // Another process may have made it meanwhile.
          await create(index, batch[0]?.vector.length ?? 0).catch((failure: unknown) => {
            if (!isConflict(failure)) throw failure;
          });
          await send();
        }
      }
    },
    async get(index, keys) {
      const found: StoredVector[] = [];
      for (const batch of inBatches(keys, PER_GET)) {
        const request = { ...at(index), keys: [...batch], returnData: true, returnMetadata: true };
        const page = await orMissing(() => client.send(new GetVectorsCommand(request)));
        for (const { key, data, metadata } of page?.vectors ?? []) {
          if (key === undefined || data?.float32 === undefined) continue;
          found.push({
            key,
            vector: Float32Array.from(data.float32),
            metadata: asObject(metadata),
          });
        }
      }
      return found;
    },
    async remove(index, keys) {
      for (const batch of inBatches(keys, PER_DELETE)) {
        const request = { ...at(index), keys: [...batch] };
        await orMissing(() => client.send(new DeleteVectorsCommand(request)));
      }
    },
    async *nearest(index, vector, filter) {
      let nextToken: string | undefined;
      do {
        const request = {
          ...at(index),
          topK: PER_QUERY,
          queryVector: { float32: Array.from(vector) },
          returnDistance: true,
          returnMetadata: true,
          ...(filter !== undefined && { filter: filter as DocumentValue }),
          ...(nextToken && { nextToken }),
        };
        const page = await orMissing(() => client.send(new QueryVectorsCommand(request)));
        for (const { key, distance, metadata } of page?.vectors ?? []) {
          if (key === undefined || distance === undefined) continue;
          yield { key, score: 1 - distance, metadata: asObject(metadata) };
        }
        nextToken = page?.nextToken;
      } while (nextToken);
    },
    async *list(index) {
      let nextToken: string | undefined;
      do {
        const request = {
          ...at(index),
          maxResults: PER_LIST,
          returnMetadata: true,
          ...(nextToken && { nextToken }),
        };
        const page = await orMissing(() => client.send(new ListVectorsCommand(request)));
        const vectors = page?.vectors ?? [];
        yield vectors.flatMap(({ key, metadata }) =>
          key === undefined ? [] : [{ key, metadata: asObject(metadata) }],
        );
        nextToken = page?.nextToken;
      } while (nextToken);
    },
    async drop(index) {
      await orMissing(() => client.send(new DeleteIndexCommand(at(index))));
    },
  };
}

type DocumentValue = NonNullable<
  NonNullable<ConstructorParameters<typeof PutVectorsCommand>[0]['vectors']>[number]['metadata']
>;

function bytesOf({ vector, metadata }: StoredVector): number {
  return vector.length * NUMBER_BYTES + 3 * JSON.stringify(metadata).length;
}

function asObject(metadata: unknown): JsonObject {
  const isObject = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata);
  return isObject ? (metadata as { readonly [key: string]: Json }) : {};
}

function translate(cause: unknown, where: string): unknown {
  if (isAshlarError(cause)) return cause;
  const {
    name = 'Error',
    $retryable,
    $metadata,
  } = cause as {
    readonly name?: string;
    readonly $retryable?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  const retryable =
    $retryable !== undefined || status === undefined || status === 429 || status >= 500;
  const message = `The vectors in ${where} cannot be used: the service refuses or does not answer (${name}). The cause says more.`;
  return new AshlarError('index.unavailable', message, { facts: { where }, cause, retryable });
}

const causeName = (error: unknown): unknown =>
  isAshlarError(error) ? (error.cause as { readonly name?: unknown } | undefined)?.name : undefined;
const isMissing = (error: unknown): boolean => causeName(error) === 'NotFoundException';
const isConflict = (error: unknown): boolean => causeName(error) === 'ConflictException';
