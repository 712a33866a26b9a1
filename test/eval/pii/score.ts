import type { Span } from '../../../packages/core/src/index.ts';

export interface PiiRow {
  readonly id: string;
  readonly source: string;
  readonly text: string;
  readonly spans: readonly (Span & { readonly type: string })[];
}

const CORE = new Set(['EMAIL', 'PHONE', 'CREDIT_CARD', 'IBAN', 'SSN', 'IP', 'URL']);
// What needs a model of language, or is no personal data by itself.
const FREE = new Set([
  'PERSON',
  'ADDRESS',
  'LOCATION',
  'ORGANIZATION',
  'TITLE',
  'DATE',
  'AGE',
  'ZIP',
  'NRP',
]);

/** Precision over all findings, recall by kind of gold span, and how many rows without personal data are touched. */
export function score(rows: readonly PiiRow[], found: ReadonlyMap<string, readonly Span[]>) {
  let findings = 0;
  let right = 0;
  let flagged = 0;
  const recall = { core7: [0, 0], structured: [0, 0], all: [0, 0] };
  const misses: string[] = [];
  for (const { id, source, text, spans } of rows) {
    const own = found.get(id) ?? [];
    findings += own.length;
    if (spans.length === 0 && own.length > 0) flagged += 1;
    for (const one of own) {
      const touches = spans.some((gold) => gold.start < one.end && one.start < gold.end);
      if (touches) right += 1;
      else
        misses.push(
          `wrong  ${source}: ${JSON.stringify(text.slice(Math.max(0, one.start - 40), one.start))} [[${text.slice(one.start, one.end)}]]`,
        );
    }
    for (const gold of spans) {
      const hit = covered(gold, own) >= 0.8 * (gold.end - gold.start);
      const kinds = [
        recall.all,
        ...(FREE.has(gold.type) ? [] : [recall.structured]),
        ...(CORE.has(gold.type) ? [recall.core7] : []),
      ];
      for (const kind of kinds) {
        kind[1] = (kind[1] ?? 0) + 1;
        if (hit) kind[0] = (kind[0] ?? 0) + 1;
      }
      if (!hit && !FREE.has(gold.type)) {
        misses.push(
          `missed ${source} ${gold.type}: ${JSON.stringify(text.slice(Math.max(0, gold.start - 40), gold.start))} [[${text.slice(gold.start, gold.end)}]]`,
        );
      }
    }
  }
  const free = rows.filter(({ spans }) => spans.length === 0).length;
  const precision = right / findings;
  const core7Recall = share(recall.core7);
  return {
    rows: rows.length,
    precision: rounded(precision),
    core7Recall: rounded(core7Recall),
    core7F1: rounded((2 * precision * core7Recall) / (precision + core7Recall)),
    structuredRecall: rounded(share(recall.structured)),
    allRecall: rounded(share(recall.all)),
    freeRowsFlagged: rounded(flagged / free),
    misses,
  };
}

function covered(gold: Span, spans: readonly Span[]): number {
  let characters = 0;
  for (let at = gold.start; at < gold.end; at += 1) {
    if (spans.some(({ start, end }) => start <= at && at < end)) characters += 1;
  }
  return characters;
}

function share([part = 0, whole = 0]: readonly number[]): number {
  return whole === 0 ? 0 : part / whole;
}

function rounded(number: number): number {
  return Number(number.toFixed(3));
}
