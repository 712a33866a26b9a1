import { placeSchema, validateJson } from '@ashlar/core';
import { expect, test } from 'vitest';

test('a schema that refers to itself still does in its new place, and its definitions stay at the root', () => {
  const list = {
    anyOf: [{ type: 'null' }, { type: 'array', items: [{ $ref: '#/$defs/word' }, { $ref: '#' }] }],
    $defs: { word: { type: 'string' } },
  };
  const { placed, shared } = placeSchema({ ...list, $schema: 'x' }, '#/properties/answer');
  expect(placed).toEqual({
    anyOf: [
      { type: 'null' },
      { type: 'array', items: [{ $ref: '#/$defs/word' }, { $ref: '#/properties/answer' }] },
    ],
  });
  expect(shared).toEqual({ $defs: { word: { type: 'string' } } });
});

test('values of the new document are checked at the new place', () => {
  const tree = { type: 'array', items: { $ref: '#' } };
  const { placed } = placeSchema(tree, '#/properties/answer');
  const schema = { type: 'object', properties: { answer: placed }, required: ['answer'] };
  expect(validateJson({ answer: [[], [[]]] }, schema)).toEqual([]);
  expect(validateJson({ answer: [[], ['leaf']] }, schema)).not.toEqual([]);
});
