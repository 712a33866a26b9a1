import type { ChatRequest } from '../../chat.ts';
import type { Json } from '../../json/json.ts';
import type { TapeEntry } from './tape.ts';

const SHOWN = 5;
const LENGTH = 120;

/** Says which recording comes nearest to a request and in which fields they differ. */
export function describeNearest(asked: ChatRequest, entries: readonly TapeEntry[]): string {
  let nearest: readonly string[] | undefined;
  for (const { request } of entries) {
    const found = differences('', request as unknown as Json, asked as unknown as Json);
    if (nearest === undefined || found.length < nearest.length) nearest = found;
  }
  if (nearest === undefined) return 'The cassette is empty.';
  if (nearest.length === 0) return 'The same request was recorded for another model.';
  const more = nearest.length > SHOWN ? [`… and ${nearest.length - SHOWN} more`] : [];
  return ['The nearest recording differs in:', ...nearest.slice(0, SHOWN), ...more].join('\n  ');
}

function differences(path: string, recorded: Json | undefined, asked: Json | undefined): string[] {
  if (isBranch(recorded) && isBranch(asked) && Array.isArray(recorded) === Array.isArray(asked)) {
    const keys = new Set([...Object.keys(recorded), ...Object.keys(asked)]);
    return [...keys].flatMap((key) => {
      const place = Array.isArray(asked) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
      return differences(place, recorded[key], asked[key]);
    });
  }
  if (recorded === asked) return [];
  return [`${path}: recorded ${show(recorded, asked)}, asked ${show(asked, recorded)}`];
}

function isBranch(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}

// Of long texts the part around the first difference is shown.
function show(value: Json | undefined, other: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  if (text.length <= LENGTH) return text;
  const rival = other === undefined ? '' : JSON.stringify(other);
  let at = 0;
  while (at < text.length && text[at] === rival[at]) at += 1;
  const from = Math.max(0, Math.min(at - LENGTH / 2, text.length - LENGTH));
  return `${from > 0 ? '…' : ''}${text.slice(from, from + LENGTH)}${from + LENGTH < text.length ? '…' : ''}`;
}
