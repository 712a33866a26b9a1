import type { Loader } from '../ingest/loader.ts';
import { defineLoader, tooMuchText } from './define-loader.ts';
import { importLibrary } from './import-library.ts';
import type { LoadLimits } from './load-limits.ts';
import { Refusal } from './refusal.ts';
import { textBuilder } from './text-builder.ts';

/** A longer document is refused: somebody would wait for it. */
const MOST_PAGES = 5000;
/** A step down of more than this many line heights begins a paragraph. */
const PARAGRAPH = 1.6;

/**
 * The text of PDF files, page by page: `{ page }`, 1-based. Lines stay as they are, a larger gap between lines begins a
 * paragraph. Lost: tables as tables, columns beside each other when the file does not hold them in reading order, headings,
 * images, notes, forms. A scan without text is `empty`: recognise it first. Needs `unpdf`.
 */
export function pdfLoader(limits?: LoadLimits): Loader {
  return defineLoader(
    {
      names: /\.pdf$/i,
      types: ['application/pdf'],
      content: 'pdf',
      called: 'a PDF',
      load: readPdf,
    },
    limits,
  );
}

async function readPdf(bytes: Uint8Array, limits: Required<LoadLimits>) {
  const { getDocumentProxy } = await importLibrary('unpdf', () => import('unpdf'));
  const open = () =>
    // It takes its bytes away, so it gets a copy.
    getDocumentProxy(Uint8Array.from(bytes), { verbosity: 0 });
  const pdf = await open().catch((error: unknown) => {
    const { name } = error as { readonly name?: unknown };
    if (name !== 'PasswordException') throw error;
    throw new Refusal('encrypted', 'is encrypted; remove its password');
  });
  try {
    if (pdf.numPages > MOST_PAGES) {
      throw new Refusal('too-large', `has ${pdf.numPages} pages, more than ${MOST_PAGES}`);
    }
    const builder = textBuilder(limits);
    let characters = 0;
    for (let number = 1; number <= pdf.numPages; number += 1) {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent();
      const location = { page: number };
      for (const text of paragraphs(items as readonly TextItem[])) {
        characters += text.length;
        if (characters > limits.maxCharacters) throw tooMuchText(limits);
        builder.add('prose', [{ text, location }]);
      }
      page.cleanup();
    }
    const { info } = await pdf.getMetadata().catch(() => ({ info: {} }));
    const { Title: title } = info as { readonly Title?: unknown };
    const loaded = builder.build(typeof title === 'string' ? title : undefined);
    if (loaded.text !== '') return loaded;
    throw new Refusal('empty', 'holds no text; if it is a scan, recognise its text first');
  } finally {
    await pdf.loadingTask.destroy();
  }
}

interface TextItem {
  readonly str?: string;
  readonly hasEOL?: boolean;
  readonly height?: number;
  readonly transform?: readonly number[];
}

/** The paragraphs of a page, told by the gaps between its lines. */
function paragraphs(items: readonly TextItem[]): string[] {
  const found: string[] = [];
  let text = '';
  let lineAt: number | undefined;
  for (const { str = '', hasEOL, height = 0, transform } of items) {
    const at = transform?.[5];
    if (str.trim() !== '' && at !== undefined) {
      const gap = lineAt === undefined ? 0 : Math.abs(lineAt - at);
      if (gap > PARAGRAPH * (height || 10) && text !== '') {
        found.push(text);
        text = '';
      }
      lineAt = at;
    }
    text += hasEOL ? `${str}\n` : str;
  }
  return [...found, text].filter((one) => one.trim() !== '');
}
