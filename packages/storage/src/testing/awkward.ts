/** JSON that a careless store changes: each must come back as it was. */
export const awkwardValues: readonly unknown[] = [
  null,
  '',
  0,
  false,
  [],
  {},
  'a\u0000b\n\r\u2028 \ud83d\ude00 \ud800 "\\',
  { __proto__x: 1, '': 2, constructor: { prototype: [] } },
  JSON.parse('{"__proto__": {"a": 1}}'),
  [[[[{ deep: [1.5, -1e-300, Number.MAX_SAFE_INTEGER] }]]]],
];

/** What JSON would drop, change or reject, with the place that the error must name. */
export function unstorableValues(): readonly (readonly [unknown, string])[] {
  const cycle: { list: unknown[] } = { list: [] };
  cycle.list.push({ back: cycle });
  return [
    [undefined, '$'],
    [{ a: [1, { b: undefined }] }, '$.a[1].b'],
    [{ 'not a word': 1n }, '$["not a word"]'],
    [[Number.NaN], '$[0]'],
    [{ when: new Date(0) }, '$.when'],
    [new Map([[1, 2]]), '$'],
    [{ f: () => 1 }, '$.f'],
    [{ toJSON: () => 1 }, '$'],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
    [[1, , 3], '$'],
    [cycle, '$.list[0].back'],
  ];
}

/** Keys that no store may take. */
export const invalidKeys: readonly { tenant: string; subject?: string; path: string[] }[] = [
  { tenant: '', path: ['a'] },
  { tenant: 'acme', subject: '', path: ['a'] },
  { tenant: 'acme', path: [] },
  { tenant: 'acme', path: ['a', ''] },
  { tenant: 'acme', path: ['a\0b'] },
  { tenant: 'acme', path: ['\ud800'] },
  { tenant: 'acme', path: ['é'.repeat(600)] },
  { tenant: 'a'.repeat(2000), path: ['a'] },
];

/** Keys that a careless encoding takes for one another. */
export const lookalikeKeys: readonly { tenant: string; subject?: string; path: string[] }[] = [
  { tenant: 'a', path: ['b', 'c'] },
  { tenant: 'a', path: ['b/c'] },
  { tenant: 'a', path: ['b~1c'] },
  { tenant: 'a', path: ['b', 'c', 'd'] },
  { tenant: 'a', subject: 'b', path: ['c'] },
  { tenant: 'a/b', path: ['c'] },
  { tenant: 'a', path: ['bc'] },
  { tenant: 'A', path: ['b', 'c'] },
  { tenant: 'a', path: ['é'] },
  { tenant: 'a', path: ['e\u0301'] },
  { tenant: 'a', path: ["'; DROP TABLE x; --", '%', '_', '../..'] },
];
