import { joinLabels, type Label, type Origin } from '@ashlar/core';
import { expect, test } from 'vitest';

const trusted: readonly Origin[] = ['system', 'developer', 'user', 'model', 'tool', 'retrieval'];

test('what was made of several parts is as little trusted as the least of them', () => {
  for (const [rank, origin] of trusted.entries()) {
    for (const other of trusted.slice(rank)) {
      expect(joinLabels([{ origin }, { origin: other }])).toEqual({ origin: other });
      expect(joinLabels([{ origin: other }, { origin }])).toEqual({ origin: other });
    }
  }
});

test('the highest data class of all parts wins, wherever it stands', () => {
  const order = ['public', 'internal', 'confidential'];
  const labels: Label[] = [
    { origin: 'user', dataClass: 'internal' },
    { origin: 'tool', dataClass: 'confidential' },
    { origin: 'system' },
    { origin: 'user', dataClass: 'public' },
  ];
  expect(joinLabels(labels, order)).toEqual({ origin: 'tool', dataClass: 'confidential' });
  expect(joinLabels(labels.toReversed(), order)).toEqual(joinLabels(labels, order));
});

test('a class that the host does not list counts as the highest', () => {
  const labels: Label[] = [
    { origin: 'user', dataClass: 'internal' },
    { origin: 'user', dataClass: 'something new' },
  ];
  expect(joinLabels(labels, ['public', 'internal']).dataClass).toBe('something new');
});

test('nothing is as trusted as the system and has no class', () => {
  expect(joinLabels([])).toEqual({ origin: 'system' });
});
