import type { Json, JsonObject } from '@ashlar/core';
import type { Loader } from '../ingest/loader.ts';
import { decodeText } from './decode-text.ts';
import { defineLoader } from './define-loader.ts';
import type { LoadLimits } from './load-limits.ts';
import { addRecord, type Field } from './record.ts';
import { Refusal } from './refusal.ts';
import { type TextBuilder, textBuilder } from './text-builder.ts';

/**
 * The records of JSON and JSON Lines: each element of a list, each line, or each field of an object is an entry with one line
 * `name.of.field: value` for each value, with `{ record, pointer }` (JSON Pointer, RFC 6901), and `sourceLine` in JSON Lines. A
 * broken line ends it: a part of a file would look like all of it. Lost: which values were texts, empty values, the spelling of
 * numbers beyond what a double holds. Needs nothing.
 */
export function jsonLoader(limits?: LoadLimits): Loader {
  return defineLoader(
    {
      names: /\.(?:json|jsonl|ndjson)$/i,
      types: ['application/json', 'application/jsonl', 'application/x-ndjson'],
      content: 'text',
      called: 'JSON',
      load: async (bytes, all, source) => {
        const text = decodeText(bytes);
        const builder = textBuilder(all);
        if (/\.(?:jsonl|ndjson)$/i.test(source)) readLines(text, builder);
        else readValue(JSON.parse(text), builder);
        return builder.build();
      },
    },
    limits,
  );
}

function readLines(text: string, builder: TextBuilder): void {
  let record = 0;
  for (const [i, line] of text.split(/\r\n|\n/).entries()) {
    if (line.trim() === '') continue;
    record += 1;
    let value: Json;
    try {
      value = JSON.parse(line);
    } catch {
      throw new Refusal('unreadable', `has no JSON in line ${i + 1}`);
    }
    addEntry(builder, value, { record, sourceLine: i + 1 }, '', `Record ${record}`);
  }
}

function readValue(value: Json, builder: TextBuilder): void {
  if (Array.isArray(value)) {
    for (const [i, one] of value.entries()) {
      addEntry(builder, one, { record: i + 1 }, `/${i}`, `Record ${i + 1}`);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) {
      addEntry(builder, one, {}, `/${escaped(name)}`, name);
    }
  } else addEntry(builder, value, {}, '', '');
}

function addEntry(
  builder: TextBuilder,
  value: Json,
  location: JsonObject,
  pointer: string,
  title: string,
): void {
  const fields: Field[] = [];
  const visit = (one: Json, name: string, at: string, depth: number): void => {
    if (depth > DEEPEST) throw new Refusal('too-complex', `nests more than ${DEEPEST} values`);
    if (typeof one !== 'object' || one === null) {
      const text = one === null ? '' : String(one);
      fields.push({ name, text, location: { ...location, pointer: at } });
      return;
    }
    for (const [key, below] of Object.entries(one)) {
      const path = Array.isArray(one) ? name : name === '' ? key : `${name}.${key}`;
      visit(below as Json, path, `${at}/${escaped(key)}`, depth + 1);
    }
  };
  visit(value, '', pointer, 0);
  addRecord(builder, fields, title);
}

const DEEPEST = 200;

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
