import { S3VectorsClient } from '@aws-sdk/client-s3vectors';

/** A client of a server on loopback, which calls `step` before and after each request. */
export function connect(endpoint: string, step: () => void): S3VectorsClient {
  const client = new S3VectorsClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  client.middlewareStack.add(
    (next) => async (request) => {
      step();
      const response = await next(request);
      step();
      return response;
    },
    { step: 'initialize' },
  );
  return client;
}
