import { expect, test } from 'vitest';
import { hashText } from '../src/hash.ts';

test('a fingerprint is 22 characters that may stand in ids and keys', () => {
  for (const text of ['', 'a', 'ä ✓ 👍', 'x'.repeat(100_000), '\0', '\ud800']) {
    expect(hashText(text)).toMatch(/^[0-9a-z]{22}$/);
  }
});

test('the same text has the same fingerprint, in every release: journals hold it', () => {
  expect(['', 'a', 'ashlar'].map(hashText)).toEqual([
    '76542jiltmnu4ids8vbb9c',
    'ef1v4rmk2adhkpnsd7unf3',
    'me1m9eppsrthklpnf2vqdr',
  ]);
});

test('texts that differ in one character, in its place or in length differ', () => {
  const seen = new Set<string>();
  let made = 0;
  const add = (text: string): void => {
    seen.add(hashText(text));
    made += 1;
  };
  for (let length = 0; length < 60; length += 1) {
    add('a'.repeat(length));
    for (let at = 0; at < length; at += 1) {
      const before = 'a'.repeat(at);
      const after = 'a'.repeat(length - at - 1);
      for (const other of ['b', 'A', '\0', '\u8000', '\u0161']) add(before + other + after);
    }
  }
  expect(seen.size).toBe(made);
});

test('texts whose characters changed places differ', () => {
  const seen = new Set<string>();
  const letters = 'abcdefghijklmnop';
  for (let first = 0; first < letters.length; first += 1) {
    for (let second = first + 1; second < letters.length; second += 1) {
      const turned = [...letters];
      [turned[first], turned[second]] = [turned[second] as string, turned[first] as string];
      seen.add(hashText(turned.join('')));
    }
  }
  expect(seen.size).toBe((16 * 15) / 2);
});

test('50,000 numbers have no fingerprint in common, nor half of one', () => {
  const wholes = new Set<string>();
  const halves = new Set<string>();
  for (let number = 0; number < 50_000; number += 1) {
    const hash = hashText(`${number}`);
    wholes.add(hash);
    halves.add(hash.slice(0, 11));
  }
  expect(wholes.size).toBe(50_000);
  expect(halves.size).toBe(50_000);
});
