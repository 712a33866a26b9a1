import type { Zip } from './open-zip.ts';
import { scanXml } from './scan-xml.ts';

/** How the number in a cell is written, by the style of the cell. */
export type CellFormat = (value: number, style: number) => string | undefined;

/** The text of a cell; errors such as `#REF!` are text, too. */
export function cellText(
  value: string,
  { type, style }: { readonly type: string; readonly style: number },
  { strings, format }: { readonly strings: readonly string[]; readonly format: CellFormat },
): string {
  if (type === 's') return strings[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  if (type !== 'n' || value === '') return value;
  const number = Number(value);
  // 0.1 + 0.2 is stored with all its digits, and shown with fifteen.
  return (
    format(number, style) ??
    (/\d{16}|e/i.test(value) ? String(Number(number.toPrecision(15))) : value)
  );
}

/** Reads which styles are dates: numbers of days otherwise. ECMA-376 part 1, 18.8.30. */
export async function readFormats(zip: Zip, since1904: boolean): Promise<CellFormat> {
  const codes = new Map<number, string>();
  const formats: number[] = [];
  const part = zip.read('xl/styles.xml');
  if (part !== undefined) {
    await scanXml(part, {
      open(name, { numFmtId = '0', formatCode = '' }, path) {
        if (name === 'numFmt') codes.set(Number(numFmtId), formatCode);
        if (name === 'xf' && path.includes('cellXfs')) formats.push(Number(numFmtId));
      },
    });
  }
  return (value, style) => {
    const id = formats[style] ?? 0;
    const code = codes.get(id);
    const date = code === undefined ? BUILT_IN.has(id) : isDate(code);
    return date ? toDate(value, since1904) : undefined;
  };
}

/** Formats of dates and times that every workbook has. */
const BUILT_IN = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]);

function isDate(code: string): boolean {
  return /[ymdhs]/i.test(code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, ''));
}

function toDate(days: number, since1904: boolean): string | undefined {
  // Day 60 is the 29th of February 1900, which never was.
  const offset = since1904 ? 24_107 : days < 60 ? 25_568 : 25_569;
  const at = new Date(Math.round((days - offset) * 86_400) * 1000);
  if (Number.isNaN(at.getTime())) return undefined;
  const [day = '', time = ''] = at
    .toISOString()
    .replace(/(?::00)?\.000Z$/, '')
    .split('T');
  if (days < 1) return time;
  return Number.isInteger(days) ? day : `${day} ${time}`;
}
