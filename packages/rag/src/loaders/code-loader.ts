import type { Loader } from '../ingest/loader.ts';
import type { Block } from '../split/block.ts';
import { decodeText } from './decode-text.ts';
import { defineLoader } from './define-loader.ts';
import type { LoadLimits } from './load-limits.ts';

const NAMES =
  /\.(?:[cm]?[jt]sx?|py|java|kt|kts|go|rs|rb|php|cs|c|h|cc|cpp|hpp|swift|scala|sh|bash|sql|lua|pl|r|dart|ex|exs|erl|hs|clj|tf|proto|graphql|ya?ml|toml|ini|css|scss|vue|svelte)$/i;

/**
 * Source code as it is, cut where a line without indentation begins something new: functions, classes, statements. Comments and
 * decorators stay with what follows them; short neighbours without a name are kept together. `{ symbol }` is the name that the
 * piece declares, as far as a word such as `class`, `def` or `func` shows it; lines are those of the file. It knows no grammar: a
 * text over several lines without indentation is cut, too. Nothing is lost but a byte order mark. Needs nothing.
 */
export function codeLoader(limits?: LoadLimits): Loader {
  return defineLoader(
    {
      names: NAMES,
      types: ['text/javascript', 'text/x-python', 'application/typescript'],
      content: 'text',
      called: 'source code',
      load: async (bytes) => {
        const text = decodeText(bytes);
        const blocks = codeBlocks(text);
        const places = blocks.map(({ start, title }) => ({
          start,
          location: title === undefined ? {} : { symbol: title },
        }));
        return { text, blocks, places };
      },
    },
    limits,
  );
}

/** Neighbours without a name are joined up to this length. */
const JOINED = 600;
/** What cannot begin a piece: it ends or continues the one before. */
const CONTINUES =
  /^(?:[)}\]>]|end\b|else\b|elif\b|except\b|finally\b|catch\b|then\b|do\b|done\b|fi\b|esac\b|\{)/;
const LEADS = /^(?:\/\/|\/\*|\*|#(?!\s*(?:include|define|if|endif))|--|;;|"""|@\w|\[\w+[\](])/;
const DECLARED =
  /^(?:(?:export|default|public|private|protected|internal|static|abstract|final|sealed|async|declare|unsafe|pub(?:\([\w:]+\))?|override|virtual|inline|extern|local|data|open|partial|readonly)\s+)*(?:function\*?|class|interface|enum|type|namespace|module|struct|trait|impl|union|def|defp|defmodule|fn|func|fun|object|protocol|extension|record|message|service|resource|const|let|var|val|static)\s+(?:\([^)]*\)\s*)?["']?([\p{L}_$][\p{L}\p{N}_$.]*)/iu;
const SQL =
  /^create\s+(?:or\s+replace\s+)?(?:table|view|function|procedure|index|trigger)\s+(?:if\s+not\s+exists\s+)?([\w."]+)/i;

/** The pieces of a source text as entries, in text order; together they hold every character that is not white space. */
export function codeBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let start = -1;
  let end = 0;
  let title: string | undefined;
  let leading = true;
  const close = (): void => {
    if (start === -1) return;
    const last = blocks.at(-1);
    const joins =
      last && title === undefined && last.title === undefined && end - last.start <= JOINED;
    if (joins) blocks[blocks.length - 1] = { ...last, end };
    else blocks.push({ kind: 'entry', start, end, ...(title !== undefined && { title }) });
    start = -1;
    title = undefined;
    leading = true;
  };
  for (const { index, 0: line } of text.matchAll(/[^\r\n]+/g)) {
    if (line.trim() === '') continue;
    const begins = !/^\s/.test(line) && !CONTINUES.test(line);
    if (begins && !leading) close();
    if (start === -1) start = index;
    if (begins) {
      leading = LEADS.test(line);
      const head = line.slice(0, 300);
      title ??= leading ? undefined : (DECLARED.exec(head)?.[1] ?? SQL.exec(head)?.[1]);
    }
    end = index + line.trimEnd().length;
  }
  close();
  return blocks;
}
