import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { hashEmbedder, scriptedModel } from '@ashlar/core/testing';
import { emulator } from '@ashlar/emulator';
import { openIndex } from '@ashlar/rag';
import { sqliteStore } from '@ashlar/rag/sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { askDocs, freshEnvironment, temporaryFolder } from './run-command.ts';

const HOURS =
  '# Hours\r\n\r\n* Blasting is allowed between 10 and 12 on weekdays.\r\n* It’s never allowed at night.';

function quarry(): string {
  const docs = temporaryFolder();
  mkdirSync(join(docs, 'sub'));
  writeFileSync(join(docs, 'sub', 'hours.md'), HOURS);
  writeFileSync(join(docs, 'stones.txt'), 'Granite is hard. Sandstone is split with wedges.');
  return docs;
}

/** What a model on the other side of the wire says about blasting. */
const SAID = {
  answerable: true,
  statements: [
    {
      text: 'Between 10 and 12 on weekdays.',
      citations: [{ passage: 1, quote: 'Blasting is allowed between 10 and 12 on weekdays.' }],
    },
  ],
};

describe('ask-docs', { timeout: 30_000 }, () => {
  test('answers the default question about its own documentation with nothing but Node', async () => {
    const { code, out, err } = await askDocs([]);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}[\w/-]+\.md:\d+$/m);
    expect(out).toMatch(
      /\$0\.00\. Answered by offline rules .*no language model, through the AWS SDK/,
    );
  });

  test('prints one line of JSON whose quotes stand in the files', async () => {
    const docs = quarry();
    const ended = await askDocs(['--', 'When is blasting allowed?', '--docs', docs, '--json']);
    expect(ended.err).toBe('');
    expect(ended.out.endsWith('}\n') && ended.out.indexOf('\n') === ended.out.length - 1).toBe(
      true,
    );
    const answer = JSON.parse(ended.out);
    expect(Object.keys(answer)).toEqual([
      'question',
      'answer',
      'abstained',
      'citations',
      'usage',
      'model',
    ]);
    expect(answer).toMatchObject({
      question: 'When is blasting allowed?',
      abstained: false,
      model: 'offline.rules-v1',
      usage: { usd: 0 },
    });
    expect(answer.citations[0]).toMatchObject({ source: 'sub/hours.md', line: 3 });
    for (const { source, start, end, quote } of answer.citations) {
      expect(readFileSync(join(docs, source), 'utf8').slice(start, end)).toBe(quote);
    }
    expect(readdirSync(docs).sort()).toEqual(['stones.txt', 'sub']);
  });

  test('abstains where the documents do not answer', async () => {
    const ended = await askDocs(['What do apprentices earn?', '--docs', quarry(), '--json']);
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.out)).toMatchObject({ abstained: true, citations: [] });
  });

  test('keeps the index, reads only changes, and reports a bad file without stopping', async () => {
    const docs = quarry();
    const env = freshEnvironment();
    const args = ['When is blasting allowed?', '--docs', docs, '--json'];
    await askDocs(args, env);
    writeFileSync(join(docs, 'sub', 'hours.md'), 'Blasting is allowed on Sundays only.');
    writeFileSync(join(docs, 'bad.md'), Uint8Array.from([0x47, 0xfc, 0x6e]));
    const { out, err, code } = await askDocs(args, env);
    expect(code).toBe(0);
    expect(err).toBe('Skipped: bad.md is not UTF-8.\n');
    expect(JSON.parse(out).answer).toContain('Sundays');
    const cache = join(env.HOME ?? '', '.cache', 'ashlar', 'ask-docs');
    expect(readdirSync(cache)).toEqual([expect.stringMatching(/^[0-9a-f]{16}\.sqlite$/)]);
  });

  test('keeps another index for another embedder', async () => {
    const bedrock = await emulator({
      embedder: { 'amazon.titan-embed-text-v2:0': hashEmbedder(1024) },
    });
    onTestFinished(() => bedrock.close());
    const env = freshEnvironment({
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url,
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
    const args = ['When is blasting allowed?', '--docs', quarry()];
    expect(await askDocs(args, env)).toMatchObject({ code: 0, err: '' });
    const meaning = [...args, '--embedder', 'amazon.titan-embed-text-v2:0'];
    expect(await askDocs(meaning, env)).toMatchObject({ code: 0, err: '' });
    expect(await askDocs(args, env)).toMatchObject({ code: 0, err: '' });
  });

  test('says that nobody was asked where nothing was found', async () => {
    const { out } = await askDocs(['塔的高度', '--docs', quarry()]);
    expect(out).toContain('Nothing was found, so nobody was asked.');
  });

  test('names the first bad files only', async () => {
    const docs = quarry();
    for (let i = 0; i < 25; i += 1) writeFileSync(join(docs, `blank${i}.md`), '');
    const { err } = await askDocs(['When is blasting allowed?', '--docs', docs]);
    expect(err.trim().split('\n')).toHaveLength(21);
    expect(err).toMatch(/\nSkipped: 5 more\.\n$/);
  });

  test('lets a real model behind an OpenAI-compatible server answer through the same code', async () => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const content of JSON.stringify(SAID).match(/.{1,20}/gs) ?? []) {
          response.write(
            `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`,
          );
        }
        const done = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
        response.end(`data: ${JSON.stringify(done)}\n\ndata: [DONE]\n\n`);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const model = `upstream:http://127.0.0.1:${port}/v1#tiny`;
    const args = ['When is blasting allowed?', '--docs', quarry(), '--model', model];
    const { out, err, code } = await askDocs(args);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toContain('Between 10 and 12 on weekdays.\n');
    expect(out).toContain('sub/hours.md:3');
    expect(out).toContain('Answered by tiny at 127.0.0.1');
  });

  test('lets a model of Amazon Bedrock answer through the same code', async () => {
    const bedrock = await emulator({
      chat: { 'amazon.nova-lite-v1:0': scriptedModel(() => ({ text: JSON.stringify(SAID) })) },
    });
    onTestFinished(() => bedrock.close());
    const env = freshEnvironment({
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: bedrock.url,
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
    const ask = (model: string) =>
      askDocs(['When is blasting allowed?', '--docs', quarry(), '--model', model], env);
    const known = await ask('amazon.nova-lite-v1:0');
    expect(known.err).toBe('');
    expect(known.out).toContain('sub/hours.md:3');
    expect(known.out).toMatch(
      /tokens in, \d+ out.*\$0\.0000\d+\. Answered by amazon\.nova-lite-v1:0/,
    );
    const unknown = await ask('amazon.unknown-v1:0');
    expect(unknown.code).toBe(1);
    expect(unknown.err).toMatch(/amazon\.unknown-v1:0/);
    expect(unknown.err.trim().split('\n')).toHaveLength(1);
  });
});

describe('ask-docs says what is wrong in one line and ends with 1', { timeout: 30_000 }, () => {
  const question = 'When is blasting allowed?';
  const refused = async (args: readonly string[], env?: NodeJS.ProcessEnv) => {
    const { code, out, err } = await askDocs(args, env);
    expect(code).toBe(1);
    expect(out.replace(question, '').trim()).toBe('');
    expect(err.trim().split('\n')).toHaveLength(1);
    return err.trim();
  };

  test.each([
    [['--colour'], /Unknown option '--colour'/],
    [['--docs'], /--docs/],
    [['--docs', ''], /--docs needs a value/],
    [[' '], /question is empty/],
    [['--port', 'x'], /--port needs a number/],
    [[question, '--model', 'upstream:nowhere'], /should look like upstream:http/],
    [['--docs', '.'], /There is no question/],
    [[question, '--docs', '/does/not/exist'], /There is nothing at \/does\/not\/exist/],
  ])('%j', async (args, sentence) => {
    expect(await refused(args)).toMatch(sentence);
  });

  test('for a folder that is empty, and one without a readable document', async () => {
    const docs = temporaryFolder();
    expect(await refused([question, '--docs', docs])).toMatch(
      /There is nothing to ask in .*: it is empty/,
    );
    const file = join(temporaryFolder(), 'stones.bin');
    writeFileSync(file, 'x');
    const single = await askDocs([question, '--docs', file]);
    expect(single.err).toMatch(/stones\.bin: it is not readable Markdown or text\.\n$/);
    writeFileSync(join(docs, 'blank.md'), ' \n');
    const { code, err } = await askDocs([question, '--docs', docs]);
    expect(code).toBe(1);
    expect(err).toMatch(/^Skipped: blank\.md is empty\.\nThere is nothing to ask/);
  });

  test('without credentials for a model that needs them', async () => {
    const args = [question, '--docs', quarry(), '--model', 'amazon.nova-lite-v1:0'];
    expect(await refused(args)).toMatch(/AWS_PROFILE/);
  });

  test('when nothing listens where the model should be', async () => {
    const model = 'upstream:http://127.0.0.1:9/v1#tiny';
    expect(await refused([question, '--docs', quarry(), '--model', model])).toMatch(
      /127\.0\.0\.1|tiny/,
    );
  });

  test('with the words of the server that refuses, and without advice for AWS', async () => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(404, { 'content-type': 'application/json' });
        response.end('{"error":{"message":"model tiny not found, try pulling it first"}}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const model = `upstream:http://127.0.0.1:${port}/v1#tiny`;
    expect(await refused([question, '--docs', quarry(), '--model', model])).toBe(
      `tiny at 127.0.0.1:${port} answered 404: model tiny not found, try pulling it first`,
    );
  });

  test('when the index cannot be written', async () => {
    const file = join(temporaryFolder(), 'folder');
    mkdirSync(file);
    expect(await refused([question, '--docs', quarry(), '--index', file])).toMatch(
      /cannot be used: .*\. Choose another place with --index\.$/,
    );
  });

  test('when the port is taken', async () => {
    const other = await emulator({});
    onTestFinished(() => other.close());
    expect(await refused([question, '--docs', quarry(), '--port', String(other.port)])).toBe(
      `Port ${other.port} is in use: choose another with --port, or leave it out.`,
    );
  });

  test('when another embedder made the index, and when the file is no index', async () => {
    const file = join(temporaryFolder(), 'index.sqlite');
    const embedder = {
      id: 'titan',
      dimensions: 3,
      embed: async () => ({ vectors: [], calls: [] }),
    };
    await (await openIndex({ store: sqliteStore({ file }), embedder })).close();
    const args = [question, '--docs', quarry(), '--index', file];
    expect(await refused(args)).toMatch(
      /was made with titan \(3 dimensions\), not with no embedder: pass the same --embedder, or delete the file/,
    );
    writeFileSync(file, 'notes '.repeat(200));
    expect(await refused(args)).toMatch(/is no index, or it is damaged/);
  });

  test('when it is interrupted while reading; the next run goes on', {
    timeout: 30_000,
  }, async () => {
    const docs = temporaryFolder();
    const text = Array.from({ length: 400 }, (_, i) => `Stone ${i} weighs ${i * 7} kilograms.\n`);
    for (let i = 0; i < 150; i += 1) writeFileSync(join(docs, `${i}.md`), text.join('\n'));
    writeFileSync(join(docs, 'z.md'), 'The mason Ottokar lives in Prague.');
    const env = freshEnvironment();
    const args = ['Where does the mason Ottokar live?', '--docs', docs];
    let stopped = false;
    const first = await askDocs(args, env, (child) => {
      const cache = join(env.HOME ?? '', '.cache/ashlar/ask-docs');
      const timer = setInterval(() => {
        try {
          if (readdirSync(cache).some((name) => name.endsWith('-wal')))
            stopped = child.kill('SIGINT');
        } catch {
          // Not there yet.
        }
        if (stopped) clearInterval(timer);
      }, 5);
      child.on('close', () => clearInterval(timer));
    });
    expect(stopped).toBe(true);
    expect(first.code).not.toBe(0);
    if (first.code === 1) expect(first.err).toMatch(/^Interrupted/);
    const second = await askDocs([...args, '--json'], env);
    expect(second.err).toBe('');
    expect(JSON.parse(second.out).answer).toContain('Prague');
  });
});
