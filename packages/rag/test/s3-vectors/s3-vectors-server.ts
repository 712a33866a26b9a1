import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as client from '@aws-sdk/client-s3vectors';
import { metadataMatches } from './metadata-matches.ts';
import { shapeIssues } from './validate-shape.ts';

interface Entry {
  readonly key: string;
  readonly data: { readonly float32: readonly number[] };
  readonly metadata: Readonly<Record<string, unknown>>;
}

interface VectorIndex {
  readonly dimension: number;
  readonly carried: readonly string[];
  readonly entries: Map<string, Entry>;
}

type Body = Readonly<Record<string, unknown>>;

/** A refusal as the service words it. */
class Refusal extends Error {
  readonly status: number;
  constructor(name: string, status: number, message: string) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

const invalid = (message: string) => new Refusal('ValidationException', 400, message);

/** S3 Vectors on loopback: requests held against the client's schemas and the documented limits, exact search in memory. */
export interface S3VectorsServer {
  readonly client: client.S3VectorsClient;
  /** For clients of other processes. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Vector indexes by name. */
  readonly indexes: ReadonlyMap<string, VectorIndex>;
  /** Operations that came in, in their order. */
  readonly operations: string[];
  /** Called before each operation; what it throws is answered as a failure of the server. */
  before: (operation: string) => void;
  close(): Promise<void>;
}

export async function startS3Vectors(bucket = 'quarry'): Promise<S3VectorsServer> {
  const indexes = new Map<string, VectorIndex>();
  const operations: string[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request)
      .then((body) => answer((request.url ?? '').slice(1), body))
      .then(
        (value) => ({ status: 200, headers: {}, value }),
        (error: Error) => ({
          status: error instanceof Refusal ? error.status : 500,
          headers: {
            'x-amzn-errortype': error instanceof Refusal ? error.name : 'InternalServerException',
          },
          value: { message: error.message },
        }),
      )
      .then(({ status, headers, value }) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify(value));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const sdk = new client.S3VectorsClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  const own: S3VectorsServer = {
    client: sdk,
    endpoint,
    bucket,
    indexes,
    operations,
    before: () => {},
    async close() {
      sdk.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function answer(operation: string, text: string): unknown {
    operations.push(operation);
    own.before(operation);
    const schema = (client as Readonly<Record<string, unknown>>)[`${operation}Input$`];
    if (schema === undefined) throw invalid(`${operation} is no operation`);
    if (text.length > 20 * 1024 * 1024) throw invalid('more than 20 MiB');
    const body = JSON.parse(text) as Body;
    const issues = shapeIssues(schema, body);
    if (issues.length > 0) throw invalid(issues.join('; '));
    if (body.vectorBucketName !== bucket)
      throw new Refusal('NotFoundException', 404, 'no such bucket');
    const handler = handlers[operation];
    if (handler === undefined) throw invalid(`${operation} is not needed so far`);
    const result = handler(body);
    const wrong = shapeIssues(
      (client as Readonly<Record<string, unknown>>)[`${operation}Output$`],
      JSON.parse(JSON.stringify(result)),
    );
    if (wrong.length > 0) throw new Error(`this server answers wrongly: ${wrong.join('; ')}`);
    return result;
  }

  const opened = (body: Body): VectorIndex => {
    const found = indexes.get(String(body.indexName));
    if (found === undefined) throw new Refusal('NotFoundException', 404, 'no such index');
    return found;
  };

  const handlers: Readonly<Record<string, (body: Body) => unknown>> = {
    CreateIndex(body) {
      const name = String(body.indexName);
      if (indexes.has(name)) throw new Refusal('ConflictException', 409, 'it is there');
      if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) throw invalid(`name ${name}`);
      const dimension = Number(body.dimension);
      if (dimension < 1 || dimension > 4096) throw invalid('dimension');
      if (body.dataType !== 'float32' || body.distanceMetric !== 'cosine') throw invalid('type');
      const { nonFilterableMetadataKeys: carried = [] } = (body.metadataConfiguration ?? {}) as {
        readonly nonFilterableMetadataKeys?: readonly string[];
      };
      if (carried.length > 10) throw invalid('more than 10 non-filterable keys');
      indexes.set(name, { dimension, carried, entries: new Map() });
      return { indexArn: `arn:${name}` };
    },
    DeleteIndex(body) {
      opened(body);
      indexes.delete(String(body.indexName));
      return {};
    },
    ListIndexes(body) {
      const names = [...indexes.keys()].filter((one) => one.startsWith(String(body.prefix ?? '')));
      // Pages of two, so that paging is tested.
      const from = Number(body.nextToken ?? 0);
      return {
        indexes: names.slice(from, from + 2).map((indexName) => ({
          vectorBucketName: bucket,
          indexName,
          indexArn: `arn:${indexName}`,
          creationTime: 1,
        })),
        ...(from + 2 < names.length && { nextToken: String(from + 2) }),
      };
    },
    PutVectors(body) {
      const index = opened(body);
      const vectors = body.vectors as readonly Entry[];
      if (vectors.length < 1 || vectors.length > 500) throw invalid('1 to 500 vectors');
      if (new Set(vectors.map(({ key }) => key)).size < vectors.length)
        throw invalid('a key twice');
      for (const one of vectors) checkEntry(index, one);
      for (const one of vectors) {
        const float32 = Array.from(Float32Array.from(one.data.float32));
        index.entries.set(one.key, {
          key: one.key,
          data: { float32 },
          metadata: one.metadata ?? {},
        });
      }
      return {};
    },
    GetVectors(body) {
      const index = opened(body);
      const keys = body.keys as readonly string[];
      if (keys.length < 1 || keys.length > 100) throw invalid('1 to 100 keys');
      const vectors = keys.flatMap((key) => index.entries.get(key) ?? []);
      return { vectors: vectors.map((one) => shown(one, body)) };
    },
    DeleteVectors(body) {
      const index = opened(body);
      const keys = body.keys as readonly string[];
      if (keys.length < 1 || keys.length > 500) throw invalid('1 to 500 keys');
      for (const key of keys) index.entries.delete(key);
      return {};
    },
    ListVectors(body) {
      const all = [...opened(body).entries.values()];
      const from = Number(body.nextToken ?? 0);
      const size = Math.min(Number(body.maxResults ?? 500), 1000);
      return {
        vectors: all.slice(from, from + size).map((one) => shown(one, body)),
        ...(from + size < all.length && { nextToken: String(from + size) }),
      };
    },
    QueryVectors(body) {
      const index = opened(body);
      const topK = Number(body.topK);
      if (topK < 1 || topK > 100) throw invalid('topK 1 to 100');
      const { float32: query } = body.queryVector as Entry['data'];
      if (query.length !== index.dimension || query.every((one) => one === 0))
        throw invalid('query');
      const from = Number(body.nextToken ?? 0);
      const matching = [...index.entries.values()].filter(({ metadata }) => {
        try {
          const filterable = Object.entries(metadata).filter(
            ([key]) => !index.carried.includes(key),
          );
          return (
            body.filter === undefined ||
            metadataMatches(body.filter, Object.fromEntries(filterable))
          );
        } catch (error) {
          throw invalid((error as Error).message);
        }
      });
      const ranked = matching
        .map((one) => ({ one, distance: 1 - cosine(query, one.data.float32) }))
        .sort((a, b) => a.distance - b.distance);
      return {
        vectors: ranked.slice(from, from + topK).map(({ one, distance }) => ({
          key: one.key,
          ...(body.returnDistance === true && { distance }),
          ...(body.returnMetadata === true && { metadata: one.metadata }),
        })),
        distanceMetric: 'cosine',
        ...(from + topK < ranked.length && { nextToken: String(from + topK) }),
      };
    },
  };
  return own;
}

function shown({ key, data, metadata }: Entry, body: Body): unknown {
  return {
    key,
    ...(body.returnData === true && { data }),
    ...(body.returnMetadata === true && { metadata }),
  };
}

/** Limits of https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-vectors-limitations.html */
function checkEntry(
  { dimension, carried }: VectorIndex,
  { key, data, metadata = {} }: Entry,
): void {
  if (key.length < 1 || key.length > 1024) throw invalid('key');
  if (data.float32.length !== dimension) throw invalid('dimension');
  if (!data.float32.every(Number.isFinite) || data.float32.every((one) => one === 0))
    throw invalid('data');
  const entries = Object.entries(metadata);
  const filterable = entries.filter(([name]) => !carried.includes(name));
  for (const [name, value] of filterable) {
    const values = Array.isArray(value) ? value : [value];
    if (!values.every((one) => ['string', 'number', 'boolean'].includes(typeof one))) {
      throw invalid(`metadata ${name}`);
    }
  }
  const bytes = (part: unknown) => Buffer.byteLength(JSON.stringify(part));
  if (entries.length > 50 || bytes(metadata) > 40 * 1024) throw invalid('metadata');
  if (bytes(Object.fromEntries(filterable)) > 2 * 1024) throw invalid('filterable metadata');
}

function cosine(a: readonly number[], b: readonly number[]): number {
  let [sum, left, right] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [a[i] as number, b[i] as number];
    sum += x * y;
    left += x * x;
    right += y * y;
  }
  return sum / Math.sqrt(left * right);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
