import { user } from '@ashlar/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRequestMetadata } from '../src/convert/request-metadata.ts';
import { chatModel } from '../src/index.ts';
import { recordingContext } from './support/recording-context.ts';
import { answer } from './support/replies.ts';
import { startServer } from './support/server.ts';

it('sends what the request says, what the vendor options say over it, and who asked over both', async () => {
  const server = await startServer();
  server.reply(answer([{ text: 'yes' }]));
  const model = chatModel('m', { connection: server.connect() });
  const attributes = { pattern: 'rag@1', run: 'r1', tenant: 'Müller & Söhne' };
  await model.generate(
    {
      messages: [user('Hi')],
      metadata: { run: 'r2', stage: 'answer' },
      vendor: { bedrock: { requestMetadata: { stage: 'draft' } } },
    },
    recordingContext({ attributes }),
  );
  expect(server.received[0]?.body.requestMetadata).toEqual({
    pattern: 'rag@1',
    run: 'r1',
    tenant: 'M_ller _ S_hne',
    stage: 'draft',
  });
});

describe('whatever it is given', () => {
  const sources = fc.array(
    fc.dictionary(fc.string({ maxLength: 300, unit: 'grapheme' }), fc.string({ maxLength: 300 }), {
      maxKeys: 12,
    }),
    { maxLength: 4 },
  );

  it('is within the limits of Converse and always the same', () => {
    fc.assert(
      fc.property(sources, (given) => {
        const metadata = toRequestMetadata(...given);
        expect(toRequestMetadata(...given)).toEqual(metadata);
        if (metadata === undefined) return;
        const entries = Object.entries(metadata);
        expect(entries.length).toBeGreaterThan(0);
        expect(entries.length).toBeLessThanOrEqual(16);
        for (const [key, value] of entries) {
          expect(key).toMatch(/^[a-zA-Z0-9\s._:/=+$@-]{1,256}$/);
          expect(value).toMatch(/^[a-zA-Z0-9\s._:/=+$@-]{0,256}$/);
        }
      }),
    );
  });
});
