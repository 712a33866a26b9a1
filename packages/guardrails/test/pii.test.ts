import { detachedContext } from '@ashlar/core';
import { describe, expect, test } from 'vitest';
import { type PiiType, pii } from '../src/index.ts';

async function found(text: string, path?: string): Promise<readonly string[]> {
  const part = { part: { type: 'text', text }, origin: 'user', index: 0 } as const;
  const shown = path === undefined ? part : { ...part, path };
  const verdicts = await pii().inspect([shown], { ...detachedContext(), stage: 'input' });
  return verdicts.map(({ code, span }) => `${code.slice(4)} ${text.slice(span?.start, span?.end)}`);
}

describe('personal data with a form is found', () => {
  test.each<[PiiType, string, string]>([
    ['email', "Mail jürgen.o'neil+x@büro.example.de.", "jürgen.o'neil+x@büro.example.de"],
    ['phone', 'From +44 (20) 7946 0958 today', '+44 (20) 7946 0958'],
    ['phone', 'Call me on 4501 0840 please', '4501 0840'],
    ['phone', '780 1704 office', '780 1704'],
    ['card', 'card 4111 1111 1111 1111 12/29', '4111 1111 1111 1111'],
    ['card', 'amex 378282246310005', '378282246310005'],
    ['iban', 'to de89370400440532013000', 'de89370400440532013000'],
    ['iban', 'ES91 2100 0418 4502 0005 1332 from my', 'ES91 2100 0418 4502 0005 1332'],
    ['card', 'amex 3782 822463 10005 12/29 then 5', '3782 822463 10005'],
    ['ssn', 'ssn 536221234', '536221234'],
    ['ip', 'from 2001:db8::8a2e:370:7334/64', '2001:db8::8a2e:370:7334/64'],
    ['mac', 'on 00:1A:2B:3C:4D:5E', '00:1A:2B:3C:4D:5E'],
    ['url', 'see (https://quarry.example.net/a?b=c).', 'https://quarry.example.net/a?b=c'],
    [
      'wallet',
      'pay 0x52908400098527886E0F7030069857D2E4169EE7',
      '0x52908400098527886E0F7030069857D2E4169EE7',
    ],
    ['bank-account', 'my account is 945456787654', '945456787654'],
    ['national-id', 'DNI 12345678Z', '12345678Z'],
    ['national-id', 'AB 12 34 56 C', 'AB 12 34 56 C'],
    ['national-id', 'PESEL 44051401458', '44051401458'],
    ['national-id', 'RSSMRA85T10A562S', 'RSSMRA85T10A562S'],
    ['national-id', 'ABN 51 824 753 556', '51 824 753 556'],
    ['national-id', 'CPF 529.982.247-25', '529.982.247-25'],
    ['national-id', 'NHS 943 476 5919', '943 476 5919'],
    ['national-id', 'hetu 131052-308T', '131052-308T'],
    ['national-id', 'SG S1234567D', 'S1234567D'],
    ['national-id', 'passport: C01234567', 'C01234567'],
  ])('%s in %j', async (type, text, span) => {
    expect(await found(text)).toEqual([`${type} ${span}`]);
  });
});

describe('what only looks like it is left alone', () => {
  test.each([
    'Order 123456789 of 2026-11-21 12:30:45, total 1,234,567.89 EUR',
    'Version 1.2.3, 2.718281828459045, from 2019-2020 to 2021',
    'card 4111 1111 1111 1112', // wrong sum
    'IBAN DE89 3704 0044 0532 0130 01',
    '000-12-3456 and 666-12-3456',
    'AWS account 444455556666, arn:aws:iam::444455556666:role/x, CA 94280-0001',
    '1573251510774 1567797571647 1573251510, the SNP rs2060793',
    'std::vector, a::b, 12:34:56, 192.168.1.256',
    '123e4567-e89b-12d3-a456-426614174000',
    'sha 5d41402abc4b2a76b9719d911017c592',
    'obj.method.com(), System.Net.Http, import os.path',
    '@ashlar/core, @user, user@localhost',
    '12345678A', // wrong letter
    '| 89.7 | 4,339.2 | 7,052.9 | 6,662.6 |',
  ])('%s', async (text) => {
    expect(await found(text)).toEqual([]);
  });
});

test('the name of a field says what a number is', async () => {
  expect(await found('5550132444', '$.customer.phoneNumber')).toEqual(['phone 5550132444']);
  expect(await found('5550132444', '$.customer.orderNumber')).toEqual([]);
});

test('what was masked is not found again', async () => {
  const types: PiiType[] = ['email', 'national-id', 'bank-account'];
  for (const type of types) expect(await found(`[${type.toUpperCase()}]`)).toEqual([]);
  expect(() => pii({ replacement: () => 'x@stone.example.org' })).toThrow(/found itself/);
  expect(() => pii({ types: ['name' as PiiType] })).toThrow(/no type of personal data/);
});

test('only the types that are asked for are acted on, in the way that is asked for', async () => {
  const check = pii({ types: ['card'], action: 'block' });
  const text = 'ann@stone.org pays with 4111111111111111';
  const part = { part: { type: 'text', text }, origin: 'user', index: 3 } as const;
  expect(await check.inspect([part], { ...detachedContext(), stage: 'input' })).toEqual([
    {
      check: 'pii',
      action: 'block',
      code: 'pii.card',
      message: 'Personal data: card.',
      part: 3,
      span: { start: 24, end: 40 },
    },
  ]);
});

test('texts made to take long take time in proportion to their length', async () => {
  const evil = [
    'a@',
    'a.',
    '1 ',
    '(1)',
    '::',
    'www.',
    '4-',
    'a1',
    '+1',
    '1:',
    'http://a',
    '0x',
    'ab12 ',
  ];
  for (const piece of evil) {
    const time = async (size: number) => {
      const text = piece.repeat(size / piece.length);
      const start = performance.now();
      await found(text);
      return performance.now() - start;
    };
    await time(4000);
    const short = Math.min(await time(10_000), await time(10_000)) + 2;
    const long = await time(100_000);
    expect(long / short, `${piece} repeated`).toBeLessThan(60);
  }
});

test('thousands of findings of several kinds take time in proportion to their number', async () => {
  const time = async (times: number) => {
    const text = 'a@b.co +423 232 12 12 , '.repeat(times);
    const start = performance.now();
    expect(await found(text)).toHaveLength(2 * times);
    return performance.now() - start;
  };
  await time(500);
  const short = Math.min(await time(1000), await time(1000)) + 2;
  expect((await time(40_000)) / short).toBeLessThan(120);
});
