import type { Loader } from '../ingest/loader.ts';
import { defineLoader } from './define-loader.ts';
import { importLibrary } from './import-library.ts';
import type { LoadLimits } from './load-limits.ts';
import { openZip } from './open-zip.ts';
import { readHtml } from './read-html.ts';
import { Refusal } from './refusal.ts';
import { scanXml } from './scan-xml.ts';

/**
 * The text of Word documents: headings, paragraphs, lists, tables, footnotes at the end, each with `{ block }`, its number among
 * them. Lost: page numbers (a DOCX has none), images, comments, headers and footers, text boxes of the old kind, numbers that Word
 * itself puts before headings and lists. Tracked insertions are read, deletions are not. Needs `mammoth`, `cheerio`, `fflate`, `saxes`.
 */
export function docxLoader(limits?: LoadLimits): Loader {
  return defineLoader(
    {
      names: /\.docx$/i,
      types: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
      content: 'zip',
      called: 'a Word document',
      load: readDocx,
    },
    limits,
  );
}

/** What mammoth looks at, besides images. */
const NEEDED =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|word\/_rels\/[\w.]+\.rels|word\/(?:document\w*|styles|numbering|footnotes|endnotes)\.xml)$/;

async function readDocx(bytes: Uint8Array, limits: Required<LoadLimits>) {
  const zip = await openZip(bytes, limits);
  if (!zip.names.some((name) => /^word\/document\w*\.xml$/.test(name))) {
    throw new Refusal('wrong-type', 'is named as a Word document, but is another archive');
  }
  const parts: Record<string, Uint8Array> = {};
  for (const name of zip.names.filter((one) => NEEDED.test(one))) {
    const part = zip.read(name) as Uint8Array;
    await scanXml(part, {});
    parts[name] = part;
  }
  // Only what was measured is parsed: the library unpacks by itself and believes what an archive says.
  const { zipSync } = await importLibrary('fflate', () => import('fflate'));
  const checked = zipSync(parts, { level: 0 });
  const { default: mammoth } = await importLibrary('mammoth', () => import('mammoth'));
  const { value } = await mammoth.convertToHtml(inputOf(checked), {
    externalFileAccess: false,
    ignoreEmptyParagraphs: true,
    convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
  });
  return readHtml(value, limits, { whole: true, locate: (block) => ({ block: block + 1 }) });
}

/** Node's build of the library reads a buffer, that of browsers an array buffer. */
function inputOf(bytes: Uint8Array): { buffer: Buffer } {
  const arrayBuffer = Uint8Array.from(bytes).buffer;
  if (typeof Buffer === 'undefined') return { arrayBuffer } as unknown as { buffer: Buffer };
  return { buffer: Buffer.from(arrayBuffer) };
}
