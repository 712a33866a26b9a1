import { describe, expect, test } from 'vitest';
import { guessLanguage } from '../src/audit/guess-language.ts';
import { personalData } from '../src/audit/personal-data.ts';
import { memoryStore, openIndex } from '../src/index.ts';
import { ACME, file } from './support.ts';

const LONG =
  'Granite is split along a line of holes. The mason drills every hole with a steel, sets plug and feathers into each of them, and strikes them in turn until the stone rings. Marble is sawn instead, with sand and water, because it would break. Slate is cleft by hand while it is still moist from the quarry, and dressed on the edge of an anvil.';
const GERMAN =
  'Der Granit wird nicht gesägt, sondern mit Keilen gespalten, und die Blöcke werden von dem Steinmetz auf der Bank bearbeitet. Das ist eine Arbeit für Geduldige.';
const CARD = { card: { owner: 'quarry' } };

describe('an audit', () => {
  test('says of every document what deserves a look, and of good ones nothing', async () => {
    const index = await openIndex({ store: memoryStore() });
    await index.ingest(
      [
        file('a-good.md', LONG, CARD),
        file('b-copy.md', LONG.replaceAll(' ', '\n'), CARD),
        file('c-near.md', `${LONG} A last sentence is new.`, CARD),
        file('d-stale.md', 'The price list of last year, with all of its prices.', {
          card: { validUntil: '2025-12-31' },
        }),
        file('e-short.md', '# Hm', CARD),
        file('f-mixed.md', `# One\n\n${LONG}\n\n# Zwei\n\n${GERMAN}`, CARD),
        file(
          'g-person.md',
          'Write to ada.lovelace@engines.org about the new engine, please.',
          CARD,
        ),
        file('h-cardless.md', 'Nobody says who answers for this text about chisels.'),
        file('i-hidden.md', LONG, { groups: ['owners'] }),
      ],
      { tenant: ACME.tenant },
    );
    const { documents, findings } = await index.audit(ACME, { now: Date.UTC(2026, 0, 1) });
    expect(documents).toBe(8);
    expect(findings.map(({ source, kind, other }) => [source, kind, other])).toEqual([
      ['b-copy.md', 'duplicate', 'a-good.md'],
      ['c-near.md', 'near-duplicate', 'a-good.md'],
      ['d-stale.md', 'stale', undefined],
      ['e-short.md', 'empty', undefined],
      ['f-mixed.md', 'mixed-language', undefined],
      ['g-person.md', 'personal-data', undefined],
      ['h-cardless.md', 'no-card', undefined],
    ]);
    expect(JSON.stringify(findings)).not.toContain('lovelace');
    const before = await index.audit(ACME, { now: Date.UTC(2025, 11, 31, 23) });
    expect(before.findings.map(({ kind }) => kind)).not.toContain('stale');
  });

  test('asks a check about personal data when it is given one', async () => {
    const index = await openIndex({ store: memoryStore() });
    await index.ingest([file('a.md', LONG, CARD)], { tenant: ACME.tenant });
    const verdict = { check: 'x', action: 'flag', code: 'pii.trade', message: 'A trade.' } as const;
    const { findings } = await index.audit(ACME, {
      check: {
        id: 'x',
        stages: ['ingest'],
        origins: ['retrieval'],
        cost: 'sync',
        inspect: () => [verdict],
      },
    });
    expect(findings).toMatchObject([{ kind: 'personal-data', verdicts: [verdict] }]);
  });

  test('never compares tenants', async () => {
    const index = await openIndex({ store: memoryStore() });
    for (const tenant of ['acme', 'rival'])
      await index.ingest([file('a.md', LONG, CARD)], { tenant });
    expect((await index.audit({ unrestricted: 'test' })).findings).toEqual([]);
  });
});

test.each([
  ['Call +41 44 668 18 00 tomorrow', ['pii.phone']],
  ['IBAN DE89 3704 0044 0532 0130 00', ['pii.iban']],
  ['IBAN DE88 3704 0044 0532 0130 00', []],
  ['Card 4111 1111 1111 1111.', ['pii.payment-card']],
  ['Order 4111 1111 1111 1112', []],
  ['ann@example.com and root@localhost', []],
  ['version 1.2.3.4, 2026-11-21, 10.000,00 and 0123456789', []],
  ['arn:aws:iam::123456789012:role/x', []],
])('finds personal data by pattern and check digits: %s', (text, codes) => {
  expect(personalData(text).map(({ code }) => code)).toEqual(codes);
});

test.each([
  [LONG, 'English'],
  [GERMAN, 'German'],
  ['花崗岩は楔で割られ、石工が台の上で仕上げる。', 'Chinese or Japanese'],
  ['const x = require("granite"); x.split();', undefined],
])('guesses a language: %s', (text, language) => {
  expect(guessLanguage(text)).toBe(language);
});
