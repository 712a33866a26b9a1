import type { JsonObject } from '@ashlar/core';
import type { TextBuilder } from './text-builder.ts';

/** A field of a record, with its name and where its value stands. */
export interface Field {
  readonly name: string;
  readonly text: string;
  readonly location: JsonObject;
}

/** Adds a record as an entry: one line `name: value` for each field that has a value. */
export function addRecord(builder: TextBuilder, fields: readonly Field[], title: string): void {
  const pieces = fields
    .filter(({ text }) => text.trim() !== '')
    .map(({ name, text, location }, i) => ({
      text: `${i > 0 ? '\n' : ''}${name === '' ? '' : `${name}: `}${text.trim()}`,
      location,
    }));
  builder.add('entry', pieces, { title });
}
