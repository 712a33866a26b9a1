import { expect, it } from 'vitest';
import { constraints } from '../src/validate/constraints.ts';
import { structures } from '../src/validate/shape.ts';
import { shapes } from '../src/validate/shapes.ts';
import { deriveShapes } from './derive/derive-shapes.ts';

it('the table of shapes is what the installed client describes', () => {
  expect(shapes).toEqual(deriveShapes());
});

it('every limit belongs to a member that exists', () => {
  for (const key of Object.keys(constraints)) {
    const [structure = '', member = ''] = key.split('.');
    expect(structures.get(structure)?.members.has(member), key).toBe(true);
  }
});
