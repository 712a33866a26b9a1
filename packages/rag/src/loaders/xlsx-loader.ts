import type { Loader } from '../ingest/loader.ts';
import { defineLoader } from './define-loader.ts';
import type { LoadLimits } from './load-limits.ts';
import { readRelations } from './office-relations.ts';
import { openZip, type Zip } from './open-zip.ts';
import { addRecord } from './record.ts';
import { Refusal } from './refusal.ts';
import { scanXml } from './scan-xml.ts';
import { type TextBuilder, textBuilder } from './text-builder.ts';
import { type CellFormat, cellText, readFormats } from './xlsx-cells.ts';

/**
 * The rows of Excel sheets: the first row that has text names the columns, each other one is an entry `Column: value` with
 * `{ sheet, row, cell }` for every cell. Dates are written as in ISO 8601, formulas by the value that was last computed. Lost:
 * other number formats (a percentage is its number), charts, comments, which cells are merged. Needs `fflate`, `saxes`.
 */
export function xlsxLoader(limits?: LoadLimits): Loader {
  return defineLoader(
    {
      names: /\.xls[xm]$/i,
      types: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
      content: 'zip',
      called: 'an Excel workbook',
      load: readXlsx,
    },
    limits,
  );
}

async function readXlsx(bytes: Uint8Array, limits: Required<LoadLimits>) {
  const zip = await openZip(bytes, limits);
  const workbook = zip.read('xl/workbook.xml');
  if (workbook === undefined) {
    throw new Refusal('wrong-type', 'is named as an Excel workbook, but is another archive');
  }
  const sheets: { readonly name: string; readonly id: string }[] = [];
  let since1904 = false;
  await scanXml(workbook, {
    open(name, attributes) {
      if (name === 'workbookPr') since1904 = /^(?:1|true)$/.test(attributes.date1904 ?? '');
      if (name === 'sheet')
        sheets.push({ name: attributes.name ?? '', id: relationId(attributes) });
    },
  });
  const relations = await readRelations(zip, 'xl/workbook.xml');
  const strings = await readStrings(zip);
  const format = await readFormats(zip, since1904);
  const builder = textBuilder(limits);
  for (const { name, id } of sheets) {
    const part = zip.read(relations.byId.get(id) ?? '');
    if (part !== undefined) await readSheet(part, name, { strings, format, builder });
  }
  return builder.build();
}

function relationId(attributes: Readonly<Record<string, string>>): string {
  const key = Object.keys(attributes).find((one) => one.endsWith(':id'));
  return key === undefined ? '' : (attributes[key] ?? '');
}

async function readStrings(zip: Zip): Promise<readonly string[]> {
  const strings: string[] = [];
  const part = zip.read('xl/sharedStrings.xml');
  if (part === undefined) return strings;
  let text = '';
  await scanXml(part, {
    open(name) {
      if (name === 'si') text = '';
    },
    text(found, path) {
      // How a word is pronounced is no part of it.
      if (path.at(-1) === 't' && !path.includes('rPh')) text += found;
    },
    close(name) {
      if (name === 'si') strings.push(text);
    },
  });
  return strings;
}

interface SheetSurroundings {
  readonly strings: readonly string[];
  readonly format: CellFormat;
  readonly builder: TextBuilder;
}

async function readSheet(
  part: Uint8Array,
  sheet: string,
  { strings, format, builder }: SheetSurroundings,
): Promise<void> {
  let named = false;
  const header = new Map<string, string>();
  let cells: { readonly cell: string; readonly text: string }[] = [];
  let cell: { readonly at: string; readonly type: string; readonly style: number } | undefined;
  let value = '';
  let row = 0;
  let column = 0;
  await scanXml(part, {
    open(name, { r, t = 'n', s = '0' }) {
      if (name === 'row') {
        row = r === undefined ? row + 1 : Number(r);
        column = 0;
        cells = [];
      } else if (name === 'c') {
        const at = r ?? `${columnName(column)}${row}`;
        column = columnNumber(at) + 1;
        cell = { at, type: t, style: Number(s) };
        value = '';
      }
    },
    text(found, path) {
      const inside = path.at(-1);
      if (cell && (inside === 'v' || (inside === 't' && path.includes('is')))) value += found;
    },
    close(name) {
      if (name === 'c' && cell) {
        const text = cellText(value, cell, { strings, format });
        if (text.trim() !== '') cells.push({ cell: cell.at, text });
        cell = undefined;
      } else if (name === 'row' && cells.length > 0) {
        if (header.size === 0) {
          for (const { cell: at, text } of cells) header.set(letters(at), text.trim());
          if (cells.length > 1) return;
        }
        const fields = cells.map(({ cell: at, text }) => ({
          name: header.get(letters(at)) ?? letters(at),
          text,
          location: { sheet, row, cell: at },
        }));
        // The name of the sheet stands with its first row, so that a passage begins at a cell.
        const [first] = fields;
        if (!named && first) {
          const { location } = first;
          builder.add('heading', [{ text: sheet, location }], { level: 1, title: sheet });
        }
        named = true;
        addRecord(builder, fields, `Row ${row}`);
      }
    },
  });
}

const letters = (cell: string): string => cell.replace(/\d+$/, '');

function columnNumber(cell: string): number {
  let number = 0;
  for (const letter of letters(cell)) number = number * 26 + letter.charCodeAt(0) - 64;
  return number - 1;
}

function columnName(index: number): string {
  const rest = index % 26;
  const letter = String.fromCharCode(65 + rest);
  return index < 26 ? letter : columnName((index - rest) / 26 - 1) + letter;
}
