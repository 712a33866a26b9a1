import type { Filter, JsonObject } from '@ashlar/core';

const FIELDS = [
  'n',
  't',
  'list',
  'flag',
  'mixed',
  'source',
  'card.owner',
  'card.precedence',
  'absent',
  'a"b\'c',
];
const TEXTS = [
  '',
  'a',
  'ab',
  'Ä',
  '%',
  '_',
  '\\',
  "o'neil",
  '"',
  '\u{1F3DB}',
  '\uFF5E',
  'a.md',
  'b/c.md',
  '10',
  'true',
];
const NUMBERS = [-1.5, 0, 1, 2, 10, 1e21, 0.1];

type Random = () => number;

function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)] as T;
}

function scalar(random: Random): string | number | boolean {
  const kind = random();
  if (kind < 0.5) return pick(random, TEXTS);
  return kind < 0.85 ? pick(random, NUMBERS) : random() < 0.5;
}

/** Metadata in all shapes that filters have to cope with. */
export function randomMetadata(random: Random): JsonObject {
  const metadata: Record<string, JsonObject[string]> = {};
  for (const field of FIELDS) {
    if (field.includes('.') || field === 'source' || random() < 0.4) continue;
    const kind = random();
    if (kind < 0.6) metadata[field] = scalar(random);
    else if (kind < 0.9) metadata[field] = [scalar(random), scalar(random)];
    else metadata[field] = pick(random, [null, [], { a: 1 }, [[1]], [null]]);
  }
  return metadata;
}

/** A filter of every kind, up to some depth. */
export function randomFilter(random: Random, depth = 2): Filter {
  const field = pick(random, FIELDS);
  if (depth > 0 && random() < 0.4) {
    const inner = () => randomFilter(random, depth - 1);
    if (random() < 0.3) return { op: 'not', filter: inner() };
    const filters = Array.from({ length: Math.floor(random() * 3) }, inner);
    return { op: random() < 0.5 ? 'and' : 'or', filters };
  }
  const op = pick(random, [
    'eq',
    'ne',
    'in',
    'nin',
    'lt',
    'lte',
    'gt',
    'gte',
    'prefix',
    'contains',
  ] as const);
  switch (op) {
    case 'eq':
    case 'ne':
      return { op, field, value: scalar(random) };
    case 'in':
    case 'nin':
      return {
        op,
        field,
        values: Array.from({ length: Math.floor(random() * 3) }, () => scalar(random)),
      };
    case 'prefix':
    case 'contains':
      return { op, field, value: pick(random, TEXTS) };
    default:
      return { op, field, value: random() < 0.5 ? pick(random, NUMBERS) : pick(random, TEXTS) };
  }
}
