import type { Loader } from '../ingest/loader.ts';
import { decodeText } from './decode-text.ts';
import { defineLoader } from './define-loader.ts';
import { importLibrary } from './import-library.ts';
import type { LoadLimits } from './load-limits.ts';
import { addRecord } from './record.ts';
import { textBuilder } from './text-builder.ts';

/**
 * The rows of CSV files: the first row names the columns, each other one is an entry `Column: value` with `{ row, sourceLine }`;
 * row 1 is the first below the names. Whether commas, semicolons, tabs or bars separate is told by the first line. Lost:
 * quotation marks and empty cells. Needs `csv-parse`.
 */
export function csvLoader(limits?: LoadLimits): Loader {
  return defineLoader(
    {
      names: /\.(?:csv|tsv)$/i,
      types: ['text/csv', 'text/tab-separated-values'],
      content: 'text',
      called: 'CSV',
      load: readCsv,
    },
    limits,
  );
}

interface Row {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

async function readCsv(bytes: Uint8Array, limits: Required<LoadLimits>) {
  const text = decodeText(bytes);
  const { parse } = await importLibrary('csv-parse', () => import('csv-parse/sync'));
  const rows = parse(text, {
    delimiter: delimiterOf(text),
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: 1_000_000,
  }) as unknown as readonly Row[];
  const builder = textBuilder(limits);
  const header = rows[0]?.record ?? [];
  let line = rows[0]?.info.lines ?? 1;
  for (const [i, { record, info }] of rows.slice(1).entries()) {
    const location = { row: i + 1, sourceLine: line + 1 };
    line = info.lines;
    const fields = record.map((value, column) => {
      const name = header[column]?.trim() || `Column ${column + 1}`;
      return { name, text: value, location };
    });
    addRecord(builder, fields, `Row ${i + 1}`);
  }
  return builder.build();
}

/** The sign that is most often in the first line, outside of quotation marks. */
function delimiterOf(text: string): string {
  const line = (/^[^\r\n]*/.exec(text)?.[0] ?? '').slice(0, 10_000).replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t', '|'].map((sign) => [sign, line.split(sign).length] as const);
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}
