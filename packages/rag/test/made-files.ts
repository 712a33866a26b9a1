import { strToU8, zipSync } from 'fflate';

/** A PDF of one text line list for each page, written by hand: one font, one stream a page. */
export function pdf(
  pages: readonly (readonly string[])[],
  { extra = '', title }: { readonly extra?: string; readonly title?: string } = {},
): Uint8Array {
  const objects: string[] = [];
  const kids = pages.map((_, i) => `${4 + 2 * i} 0 R`).join(' ');
  objects[1] = '<< /Type /Catalog /Pages 2 0 R >>';
  objects[2] = `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`;
  objects[3] = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';
  for (const [i, lines] of pages.entries()) {
    const shown = lines.map((line) => (line === '' ? '0 -30 Td' : `(${line}) Tj 0 -14 Td`));
    const stream = `BT /F1 12 Tf 72 720 Td ${shown.join(' ')} ET`;
    objects[4 + 2 * i] =
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${5 + 2 * i} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`;
    objects[5 + 2 * i] = `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`;
  }
  const info = title === undefined ? '' : `/Info ${objects.length} 0 R`;
  if (title !== undefined) objects.push(`<< /Title (${title}) >>`);
  let file = '%PDF-1.4\n';
  const offsets: number[] = [];
  for (const [number, body] of objects.entries()) {
    if (body === undefined) continue;
    offsets[number] = file.length;
    file += `${number} 0 obj\n${body}\nendobj\n`;
  }
  const start = file.length;
  const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  file += `xref\n0 ${objects.length}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length} /Root 1 0 R ${info} ${extra} >>\nstartxref\n${start}\n%%EOF`;
  return strToU8(file, true);
}

/** A ZIP archive of texts. */
export function zip(entries: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  return zipSync(
    Object.fromEntries(
      Object.entries(entries).map(([name, content]) => [
        name,
        typeof content === 'string' ? strToU8(content) : content,
      ]),
    ),
  );
}

const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A file of relations: id → [kind, target]. */
export function relations(
  targets: Readonly<Record<string, readonly [kind: string, target: string]>>,
): string {
  const rows = Object.entries(targets).map(
    ([id, [kind, target]]) =>
      `<Relationship Id="${id}" Type="${OFFICE}/${kind}" Target="${target}"/>`,
  );
  return `<?xml version="1.0"?><Relationships xmlns="${RELATIONS}">${rows.join('')}</Relationships>`;
}

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

/** A Word document with this body. */
export function docx(body: string, prolog = ''): Uint8Array {
  const style = (id: string, name: string) =>
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/></w:style>`;
  return zip({
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    '_rels/.rels': relations({ r1: ['officeDocument', 'word/document.xml'] }),
    'word/_rels/document.xml.rels': relations({ r1: ['styles', 'styles.xml'] }),
    'word/styles.xml': `<w:styles xmlns:w="${WORD}">${style('H1', 'heading 1')}${style('H2', 'heading 2')}</w:styles>`,
    'word/document.xml': `<?xml version="1.0"?>${prolog}<w:document xmlns:w="${WORD}"><w:body>${body}</w:body></w:document>`,
  });
}

/** A paragraph of a Word document. */
export function paragraph(text: string, style?: string): string {
  const properties = style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`;
  return `<w:p>${properties}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

const SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** A workbook of sheets, each given by its rows as XML. Style 1 is a date. */
export function xlsx(
  sheets: Readonly<Record<string, string>>,
  strings: readonly string[] = [],
): Uint8Array {
  const names = Object.keys(sheets);
  const list = names.map(
    (name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="r${i + 1}"/>`,
  );
  return zip({
    'xl/workbook.xml': `<workbook xmlns="${SHEET}" xmlns:r="${OFFICE}"><sheets>${list.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      Object.fromEntries(
        names.map((_, i) => [`r${i + 1}`, ['worksheet', `worksheets/sheet${i + 1}.xml`]] as const),
      ),
    ),
    'xl/styles.xml': `<styleSheet xmlns="${SHEET}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${SHEET}">${strings.map((one) => `<si><t>${one}</t></si>`).join('')}</sst>`,
    ...Object.fromEntries(
      Object.values(sheets).map((rows, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        `<worksheet xmlns="${SHEET}"><sheetData>${rows}</sheetData></worksheet>`,
      ]),
    ),
  });
}

const DRAWING = 'http://schemas.openxmlformats.org/drawingml/2006/main';
const SLIDES = 'http://schemas.openxmlformats.org/presentationml/2006/main';

/** A shape of a slide. */
export function shape(lines: readonly string[], placeholder?: string): string {
  const kind = placeholder === undefined ? '' : `<p:ph type="${placeholder}"/>`;
  const text = lines.map((line) => `<a:p><a:r><a:t>${line}</a:t></a:r></a:p>`).join('');
  return `<p:sp><p:nvSpPr><p:nvPr>${kind}</p:nvPr></p:nvSpPr><p:txBody>${text}</p:txBody></p:sp>`;
}

/** A presentation; slides are listed in the file in the reverse of the order in which they are shown. */
export function pptx(
  slides: readonly { readonly shapes: string; readonly notes?: string }[],
): Uint8Array {
  const wrap = (root: string, shapes: string) =>
    `<p:${root} xmlns:p="${SLIDES}" xmlns:a="${DRAWING}" xmlns:r="${OFFICE}"><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:${root}>`;
  const file = (i: number) => slides.length - i;
  const ids = slides.map((_, i) => `<p:sldId id="${256 + i}" r:id="r${i}"/>`).join('');
  const entries: Record<string, string> = {
    'ppt/presentation.xml': `<p:presentation xmlns:p="${SLIDES}" xmlns:r="${OFFICE}"><p:sldIdLst>${ids}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(
      Object.fromEntries(
        slides.map((_, i) => [`r${i}`, ['slide', `slides/slide${file(i)}.xml`]] as const),
      ),
    ),
  };
  for (const [i, { shapes, notes }] of slides.entries()) {
    entries[`ppt/slides/slide${file(i)}.xml`] = wrap('sld', shapes);
    if (notes === undefined) continue;
    entries[`ppt/slides/_rels/slide${file(i)}.xml.rels`] = relations({
      n: ['notesSlide', `../notesSlides/notes${file(i)}.xml`],
    });
    entries[`ppt/notesSlides/notes${file(i)}.xml`] = wrap('notes', notes);
  }
  return zip(entries);
}
