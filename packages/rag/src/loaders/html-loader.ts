import type { Loader } from '../ingest/loader.ts';
import { decodeText } from './decode-text.ts';
import { defineLoader } from './define-loader.ts';
import type { LoadLimits } from './load-limits.ts';
import { readHtml } from './read-html.ts';
import { latin } from './sniff.ts';

/**
 * The text of HTML pages: headings, paragraphs, lists, code and tables (a row is a line, cells are set apart by ` | `), each with
 * `{ element, sourceLine, sourceOffset, anchor }` in the source; `anchor` is the id nearest above. Only the main content is read:
 * `main`, else all `article`s, else the body; always without navigation, footers, asides, forms and what is hidden by an
 * attribute. Lost: the targets of links, images, what scripts would write, what style sheets hide. Needs `cheerio`.
 */
export function htmlLoader(limits?: LoadLimits): Loader {
  return defineLoader(
    {
      names: /\.x?html?$/i,
      types: ['text/html', 'application/xhtml+xml'],
      content: 'text',
      called: 'HTML',
      load: (bytes, all) => readHtml(decodeText(bytes, charsetOf(bytes)), all),
    },
    limits,
  );
}

const KNOWN =
  /^(?:utf-8|windows-125\d|iso-8859-\d+|shift_jis|euc-jp|euc-kr|gbk|gb2312|gb18030|big5)$/;

/** What the page says of itself in its first kilobyte. */
function charsetOf(bytes: Uint8Array): string {
  const head = latin(bytes.subarray(0, 1024));
  const said = /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1]?.toLowerCase();
  return said !== undefined && KNOWN.test(said) ? said : 'utf-8';
}
