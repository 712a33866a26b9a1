import type { Loader } from '../ingest/loader.ts';
import { textLoader } from '../ingest/text-loader.ts';
import { codeLoader } from './code-loader.ts';
import { csvLoader } from './csv-loader.ts';
import { docxLoader } from './docx-loader.ts';
import { emailLoader } from './email-loader.ts';
import { htmlLoader } from './html-loader.ts';
import { jsonLoader } from './json-loader.ts';
import type { LoadLimits } from './load-limits.ts';
import { pdfLoader } from './pdf-loader.ts';
import { pptxLoader } from './pptx-loader.ts';
import { xlsxLoader } from './xlsx-loader.ts';

/**
 * Loaders of every kind that this package reads: Markdown and text, HTML, PDF, Word, Excel, PowerPoint, CSV, JSON, source code, and
 * e-mail with attachments of the other kinds. The libraries behind them are optional: a file whose library is not installed ends
 * the ingestion with `loader.unavailable`. They run in this thread; `isolatedLoaders` runs them in one that can be stopped.
 */
export function documentLoaders(limits?: LoadLimits): readonly Loader[] {
  const loaders = [
    textLoader,
    htmlLoader(limits),
    pdfLoader(limits),
    docxLoader(limits),
    xlsxLoader(limits),
    pptxLoader(limits),
    csvLoader(limits),
    jsonLoader(limits),
    codeLoader(limits),
  ];
  return [...loaders, emailLoader(loaders, limits)];
}
