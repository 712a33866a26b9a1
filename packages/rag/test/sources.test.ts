import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { memoryStore, openIndex, type SourceItem } from '../src/index.ts';
import { documentLoaders } from '../src/loaders/index.ts';
import { files, s3Prefix, urls } from '../src/sources/index.ts';
import { isPublicAddress } from '../src/sources/is-public-address.ts';
import { ACME, temporaryFolder } from './support.ts';

/** A server on loopback; gives its host with its port. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function all(items: AsyncIterable<SourceItem>): Promise<SourceItem[]> {
  const list: SourceItem[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const text = async (item: SourceItem | undefined) =>
  item !== undefined && 'read' in item
    ? new TextDecoder().decode(await item.read())
    : item?.message;

describe('files', () => {
  test('are read with what is known of each', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'sub'));
    writeFileSync(join(root, 'sub', 'a.md'), 'Granite.');
    const card = { owner: 'ada' };
    const items = await files([{ path: 'sub/../sub/a.md', card }, join(root, 'sub/a.md')], {
      root,
    });
    expect(items).toMatchObject([{ source: 'sub/a.md', card }, { source: 'sub/a.md' }]);
    expect(await text(items[0])).toBe('Granite.');
  });

  test('never come from outside of the root', async () => {
    const base = temporaryFolder();
    const root = join(base, 'root');
    mkdirSync(root);
    mkdirSync(join(base, 'root2'));
    mkdirSync(join(root, 'folder'));
    for (const path of ['secret.md', 'root2/secret.md']) writeFileSync(join(base, path), 'Secret.');
    symlinkSync(join(base, 'secret.md'), join(root, 'link.md'));
    symlinkSync(base, join(root, 'up'));
    const paths = [
      '../secret.md',
      '../root2/secret.md',
      join(base, 'secret.md'),
      '/etc/passwd',
      'link.md',
      'up/secret.md',
      'none.md',
      'folder',
      '..',
      '',
    ];
    const items = await files(paths, { root });
    expect(items.map((item) => 'skipped' in item && item.skipped)).toEqual([
      'unreadable',
      'unreadable',
      'unreadable',
      'unreadable',
      'link',
      'link',
      'missing',
      'unreadable',
      'unreadable',
      'unreadable',
    ]);
    await expect(files([], { root: join(base, 'none') })).rejects.toMatchObject({
      code: 'folder.unavailable',
    });
  });

  test('are found below a root that is itself a link, by relative and absolute paths', async () => {
    const base = temporaryFolder();
    mkdirSync(join(base, 'real'));
    writeFileSync(join(base, 'real', 'a.md'), 'Granite.');
    symlinkSync(join(base, 'real'), join(base, 'root'));
    const root = join(base, 'root');
    const items = await files(['a.md', join(root, 'a.md'), join(base, 'a.md')], { root });
    expect(await text(items[0])).toBe('Granite.');
    expect(await text(items[1])).toBe('Granite.');
    expect(await text(items[2])).toContain('leads out of the folder');
  });

  test('are not read when a link has taken their place', async () => {
    const root = temporaryFolder();
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'a.md'), 'Secret.');
    writeFileSync(join(root, 'a.md'), 'Granite.');
    const [item] = await files(['a.md'], { root });
    rmSync(join(root, 'a.md'));
    symlinkSync(join(outside, 'a.md'), join(root, 'a.md'));
    await expect(text(item)).rejects.toThrow('leads out of the folder');
  });
});

describe('urls', () => {
  test('are fetched, and the media type chooses the loader', async () => {
    const host = await serve((request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity');
      response.setHeader('content-type', 'text/html; charset=utf-8').end('<nav>N</nav><p>Granite.');
    });
    const card = { licence: 'CC-BY-4.0' };
    const list = urls([{ url: `http://${host}/stones`, card }], {
      hosts: [host],
      allowPrivate: true,
    });
    const index = await openIndex({ store: memoryStore(), loaders: documentLoaders() });
    await index.ingest(list, { tenant: ACME.tenant });
    const [hit] = await index.search({ text: 'granite' }, ACME);
    expect(hit).toMatchObject({
      text: 'Granite.',
      source: `http://${host}/stones`,
      metadata: { card },
    });
  });

  test('that lead to this machine or a private network are not connected to', async () => {
    let asked = 0;
    const host = await serve((_, response) => {
      asked += 1;
      response.end('Secret.');
    });
    const port = host.split(':')[1];
    const names = [
      '127.0.0.1',
      'localhost',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '2130706433',
      '0x7f.1',
      '0.0.0.0',
      '169.254.169.254',
    ];
    const list = names.map((name) => `http://${name}:${port}/`);
    const hosts = list.map((url) => new URL(url).host);
    const items = await all(urls(list, { hosts, timeout: 5000 }));
    expect(items.map((item) => 'skipped' in item && item.skipped)).toEqual(
      names.map(() => 'unreadable'),
    );
    for (const item of items) expect(await text(item)).toMatch(/no public address/);
    expect(asked).toBe(0);
  });

  test('that redirect are checked again at every step', async () => {
    const secret = await serve((_, response) => void response.end('Secret.'));
    const host = await serve((request, response) => {
      const to: Record<string, string> = {
        '/elsewhere': `http://${secret}/`,
        '/file': 'file:///etc/passwd',
        '/round': '/round',
        '/here': '/page',
        '/password': `http://a:b@${request.headers.host}/page`,
      };
      const location = to[request.url ?? ''];
      if (location === undefined) response.end('Page.');
      else response.writeHead(302, { location }).end();
    });
    const paths = ['elsewhere', 'file', 'round', 'here', 'password'];
    const items = await all(
      urls(
        paths.map((path) => `http://${host}/${path}`),
        { hosts: [host], allowPrivate: true },
      ),
    );
    const texts = await Promise.all(items.map(text));
    expect(texts[0]).toContain('is not among the hosts');
    expect(texts[1]).toContain('file: is not fetched');
    expect(texts[2]).toContain('redirects more than 5 times');
    expect(texts[3]).toBe('Page.');
    expect(texts[4]).toContain('holds a password');
  });

  test('that are too large, too slow, packed or gone are skipped, and the others come', async () => {
    const host = await serve((request, response) => {
      if (request.url === '/large') response.end('x'.repeat(5000));
      else if (request.url === '/slow') response.write('x');
      else if (request.url === '/packed') response.setHeader('content-encoding', 'gzip').end('x');
      else if (request.url === '/gone') response.writeHead(404).end();
      else response.end('Page.');
    });
    const paths = ['large', 'slow', 'packed', 'gone', 'page'];
    const items = await all(
      urls(
        paths.map((path) => `http://${host}/${path}`),
        { hosts: [host], allowPrivate: true, maxBytes: 4000, timeout: 300 },
      ),
    );
    expect(items.map((item) => ('skipped' in item ? item.skipped : 'read'))).toEqual([
      'too-large',
      'timeout',
      'unreadable',
      'missing',
      'read',
    ]);
    expect(await text(items[3])).toContain('answers 404');
  });

  test('end by an error when their signal ends them, so that nothing is taken for deleted', async () => {
    const host = await serve((_, response) => void response.end('Granite.'));
    const list = ['a.md', 'b.md'].map((name) => `http://${host}/${name}`);
    const index = await openIndex({ store: memoryStore() });
    const limits = { hosts: [host], allowPrivate: true };
    await index.ingest(urls(list, limits), { tenant: ACME.tenant });
    const stop = new AbortController();
    const ended = index.ingest(urls(list, { ...limits, signal: stop.signal }), {
      tenant: ACME.tenant,
      onProgress: () => stop.abort(),
    });
    await expect(ended).rejects.toThrow();
    expect(await index.stats(ACME)).toMatchObject({ documents: 2 });
  });

  test.each(['https://example.com', 'example.com/docs', '*', 'a.*.com', '*.example.com:8080'])(
    'refuse %s, which is no host of any URL',
    async (host) => {
      const fetched = all(urls(['http://example.com/'], { hosts: [host] }));
      await expect(fetched).rejects.toMatchObject({ code: 'input.invalid' });
    },
  );

  test('need hosts, in full or below a name', async () => {
    await expect(all(urls(['http://a.b'], { hosts: [] }))).rejects.toMatchObject({
      code: 'input.invalid',
    });
    const items = await all(
      urls(['http://evil-example.com', 'http://example.com.evil.org', 'nonsense'], {
        hosts: ['*.example.com'],
      }),
    );
    for (const item of items) expect(await text(item)).toMatch(/not among the hosts|Invalid URL/);
  });

  test.each([
    ['8.8.8.8', true],
    ['2606:4700::1111', true],
    ['10.1.2.3', false],
    ['172.31.0.1', false],
    ['100.64.0.1', false],
    ['169.254.169.254', false],
    ['168.63.129.16', false],
    ['255.255.255.255', false],
    ['::', false],
    ['fd00::1', false],
    ['fe80::1', false],
    ['::ffff:8.8.8.8', false],
    ['64:ff9b::7f00:1', false],
    ['2002:7f00:1::', false],
    ['localhost', false],
  ])('%s is public: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected);
  });
});

describe('an S3 prefix', () => {
  const entry = (key: string, size: number, more = '') =>
    `<Contents><Key>${key}</Key><Size>${size}</Size><ETag>&quot;e1&quot;</ETag>${more}</Contents>`;
  const page = (contents: string, next?: string) =>
    `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${next !== undefined}</IsTruncated>${next ? `<NextContinuationToken>${next}</NextContinuationToken>` : ''}${contents}</ListBucketResult>`;

  async function client(
    answer: (url: URL, ifMatch: string | undefined) => readonly [number, string],
  ) {
    const host = await serve((request, response) => {
      const url = new URL(request.url ?? '', 'http://x');
      const [status, body] = answer(url, request.headers['if-match']);
      response.writeHead(status).end(body);
    });
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const made = new S3Client({
      endpoint: `http://${host}`,
      region: 'eu-central-1',
      forcePathStyle: true,
      maxAttempts: 1,
      credentials,
    });
    onTestFinished(() => made.destroy());
    return made;
  }

  test('is listed page by page and read in the version that was listed', async () => {
    const matches: unknown[] = [];
    const s3 = await client((url, ifMatch) => {
      if (url.searchParams.get('list-type') === '2') {
        expect(url.searchParams.get('prefix')).toBe('docs/');
        return url.searchParams.has('continuation-token')
          ? [200, page(entry('docs/b ü.md', 8))]
          : [
              200,
              page(
                entry('docs/', 0) +
                  entry('docs/a.md', 8) +
                  entry('docs/big.md', 99_999) +
                  entry('docs/old.md', 1, '<StorageClass>GLACIER</StorageClass>'),
                'next',
              ),
            ];
      }
      matches.push(ifMatch);
      return [200, url.pathname.includes('a.md') ? 'Granite.' : 'Marble.'];
    });
    const index = await openIndex({ store: memoryStore() });
    const items = s3Prefix({ client: s3, bucket: 'bucket', prefix: 'docs/', maxBytes: 1000 });
    const { ingested, skipped } = await index.ingest(items, { tenant: ACME.tenant });
    expect(ingested).toBe(2);
    expect(skipped.map((one) => [one.source, one.skipped])).toEqual([
      ['s3://bucket/docs/big.md', 'too-large'],
      ['s3://bucket/docs/old.md', 'unreadable'],
    ]);
    expect(matches).toEqual(['"e1"', '"e1"']);
    const [hit] = await index.search({ text: 'marble' }, ACME);
    expect(hit?.source).toBe('s3://bucket/docs/b ü.md');
  });

  test('that cannot be read ends the ingestion, and nothing leaves the index', async () => {
    let broken = '';
    const s3 = await client((url) => {
      const listing = url.searchParams.get('list-type') === '2';
      if (broken === 'list' && listing) return [403, '<Error><Code>AccessDenied</Code></Error>'];
      if (broken === 'get' && !listing) return [503, '<Error><Code>SlowDown</Code></Error>'];
      if (broken === 'changed' && !listing)
        return [412, '<Error><Code>PreconditionFailed</Code></Error>'];
      return [200, listing ? page(entry('a.md', 8)) : 'Granite.'];
    });
    const index = await openIndex({ store: memoryStore() });
    const ingest = () =>
      index.ingest(s3Prefix({ client: s3, bucket: 'b' }), { tenant: ACME.tenant });
    await ingest();
    for (broken of ['list', 'get', 'changed']) {
      await expect(ingest()).rejects.toMatchObject({ code: 'source.unavailable', retryable: true });
      expect((await index.stats(ACME)).documents).toBe(1);
    }
  });

  test('skips an object that is gone since it was listed, or longer than the list said', async () => {
    const s3 = await client((url) =>
      url.searchParams.get('list-type') === '2'
        ? [200, page(entry('a.md', 8) + entry('b.md', 8))]
        : url.pathname.includes('a.md')
          ? [404, '<Error><Code>NoSuchKey</Code></Error>']
          : [200, 'x'.repeat(200)],
    );
    const index = await openIndex({ store: memoryStore() });
    const items = s3Prefix({ client: s3, bucket: 'b', maxBytes: 100 });
    const { skipped } = await index.ingest(items, { tenant: ACME.tenant });
    expect(skipped.map(({ skipped: why }) => why)).toEqual(['unreadable', 'unreadable']);
    expect(skipped[0]?.message).toContain('gone since it was listed');
  });
});
