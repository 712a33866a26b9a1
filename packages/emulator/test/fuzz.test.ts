import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shapes } from '../src/validate/shapes.ts';
import { echoModel } from './echo-model.ts';
import { serve } from './serve.ts';

const runs = process.env.ASHLAR_SOAK === '1' ? 20_000 : 200;

/** Bodies made of the service's own words, so that many get past the first check. */
const words = [...new Set(Object.values(shapes).flatMap((text) => text.match(/\w+(?=:)/g) ?? []))];
const { body } = fc.letrec<{ body: unknown }>((tie) => ({
  body: fc.oneof(
    { maxDepth: 7, depthSize: 'medium' },
    fc.constantFrom<unknown>('user', 'assistant', 'text', 'a', '', null, 0, 1.5, true, 'default'),
    fc.array(tie('body'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...words), tie('body'), { maxKeys: 4 }),
  ),
}));
const messages = fc.array(
  fc.record({
    role: fc.constantFrom('user', 'assistant', 'system'),
    content: fc.array(
      fc.oneof(
        fc.constant({ text: 'x' }),
        fc.dictionary(fc.constantFrom(...words), body, { maxKeys: 1 }),
      ),
      { maxLength: 3 },
    ),
  }),
  { maxLength: 4 },
);
const hello = [{ role: 'user', content: [{ text: 'x' }] }];
const request = fc.oneof(
  body,
  fc.record(
    { messages: fc.constant(hello), novelty: body, outputConfig: body },
    { requiredKeys: ['messages'] },
  ),
  fc.record({ messages, toolConfig: body, inferenceConfig: body }, { requiredKeys: ['messages'] }),
);
const path = fc.constantFrom('converse', 'converse-stream', 'count-tokens', 'invoke');

it('answers every body, and only as the protocol allows', async () => {
  const { running } = await serve({ chat: echoModel() });
  const seen = new Set<number>();
  await fc.assert(
    fc.asyncProperty(request, path, async (given, operation) => {
      const answer = await fetch(`${running.url}/model/m/${operation}`, {
        method: 'POST',
        body: JSON.stringify(given),
        signal: AbortSignal.timeout(2000),
      });
      await answer.arrayBuffer();
      seen.add(answer.status);
      const name = answer.headers.get('x-amzn-errortype');
      expect([name, answer.status]).toSatisfy(
        () =>
          answer.status === 200 ||
          (answer.status === 400 && /^(Validation|Serialization)Exception$/.test(name ?? '')),
      );
    }),
    { numRuns: runs },
  );
  expect([...seen].sort()).toEqual([200, 400]);
});

it('survives bytes that are no HTTP', async () => {
  const { running } = await serve({ chat: echoModel() });
  const start = fc.constantFrom(
    '',
    'POST /model/m/converse HTTP/1.1\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  );
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 200 }), async (head, bytes) => {
      await new Promise<void>((settle) => {
        const socket = connect(running.port, '127.0.0.1', () => {
          socket.end(Buffer.concat([Buffer.from(head, 'latin1'), bytes]));
          setTimeout(() => socket.destroy(), 10);
        });
        socket.on('error', () => {});
        socket.once('close', () => settle());
      });
    }),
    { numRuns: Math.min(runs, 40) },
  );
  expect((await fetch(running.url)).status).toBe(404);
});
