import { describe, expect, test } from 'vitest';
import { type LoadedText, type Loader, memoryStore, openIndex } from '../src/index.ts';
import { locationOf } from '../src/ingest/location-of.ts';
import {
  codeLoader,
  csvLoader,
  documentLoaders,
  docxLoader,
  emailLoader,
  htmlLoader,
  jsonLoader,
  pdfLoader,
  pptxLoader,
  xlsxLoader,
} from '../src/loaders/index.ts';
import { splitDocument } from '../src/split/split-document.ts';
import { docx, paragraph, pdf, pptx, shape, xlsx } from './made-files.ts';
import { ACME } from './support.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

async function load(
  loader: Loader,
  bytes: Uint8Array | string,
  source = 'file',
): Promise<LoadedText> {
  const loaded = await loader.load(typeof bytes === 'string' ? utf8(bytes) : bytes, source);
  if ('skipped' in loaded) throw new Error(loaded.message);
  return loaded;
}

/** Where the first place at which `quote` stands is in the original. */
function locate({ text, places = [] }: LoadedText, quote: string) {
  const start = text.indexOf(quote);
  expect(start, quote).toBeGreaterThanOrEqual(0);
  return locationOf(places, { start, end: start + quote.length });
}

describe('PDF', () => {
  const bytes = pdf(
    [['Granite is hard.', 'It is grey.', '', 'Another paragraph.'], ['Marble is soft.']],
    { title: 'Stones' },
  );

  test('keeps lines and paragraphs, and tells the page', async () => {
    const loaded = await load(pdfLoader(), bytes);
    expect(loaded.text).toBe(
      'Granite is hard.\nIt is grey.\n\nAnother paragraph.\n\nMarble is soft.',
    );
    expect(loaded.title).toBe('Stones');
    expect(locate(loaded, 'Another')).toEqual({ page: 1 });
    expect(locate(loaded, 'Marble')).toEqual({ page: 2 });
    expect(locate(loaded, 'paragraph.\n\nMarble')).toEqual({ page: 1, lastPage: 2 });
  });

  test('leaves the bytes that it was given alone', async () => {
    const before = bytes.length;
    await load(pdfLoader(), bytes);
    expect(bytes.length).toBe(before);
  });
});

describe('HTML', () => {
  const page = `<!doctype html>\r\n<html><head><title>Stones &amp; tools</title><style>p{}</style></head><body>
<nav>Home</nav><header>Banner</header>
<main><h1 id="granite">Granite</h1><p>It is <b>hard</b>&nbsp;and\r\n   grey.<br>Always.</p>
<ul><li>one<li><p>two</p></ul>
<table><caption>Prices</caption><tr><th>Stone</th><th>Euro</th></tr><tr><td>Granite</td><td>12</td></tr></table>
<pre>a  =  1
b</pre><script>evil()</script><p hidden>no</p><h2>End</h2><p>👍 Last.</p></main><footer>Imprint</footer></body></html>`;

  test('reads the main content, block by block', async () => {
    const loaded = await load(htmlLoader(), page);
    expect(loaded.title).toBe('Stones & tools');
    expect(loaded.text).toBe(
      'Granite\n\nIt is hard and grey.\nAlways.\n\n- one\n\n- two\n\nPrices\nStone | Euro\nGranite | 12\n\na  =  1\nb\n\nEnd\n\n👍 Last.',
    );
    expect(loaded.blocks?.map(({ kind }) => kind)).toEqual(
      'heading prose prose prose table code heading prose'.split(' '),
    );
    expect(splitDocument(loaded, { minimum: 1 }).passages.at(-1)?.headings).toEqual([
      'Granite',
      'End',
    ]);
  });

  test('maps every text back to the source', async () => {
    const loaded = await load(htmlLoader(), page);
    for (const [quote, element] of [
      ['hard', 'p'],
      ['Granite | 12', 'td'],
      ['Last.', 'p'],
    ] as const) {
      const place = locate(loaded, quote);
      expect(place).toMatchObject({ element, anchor: 'granite' });
      const from = page.slice(Number(place?.sourceOffset));
      expect(from.startsWith(quote.split(' ')[0] ?? '') || from.startsWith('👍')).toBe(true);
      const before = page.slice(0, Number(place?.sourceOffset));
      expect(place?.sourceLine).toBe(before.split('\n').length);
    }
  });

  test('falls back to articles, then to the body without its frame', async () => {
    const articles =
      '<nav>N</nav><article>One<article>Inner</article></article><article>Two</article>';
    expect((await load(htmlLoader(), articles)).text).toBe('One\n\nInner\n\nTwo');
    expect((await load(htmlLoader(), '<nav>N</nav><p>Body</p><main></main>')).text).toBe('Body');
  });

  test('believes the character set that the page names', async () => {
    const latin = Uint8Array.from('<meta charset="iso-8859-1"><p>caf\u00e9', (one) =>
      one.charCodeAt(0),
    );
    expect((await load(htmlLoader(), latin)).text).toBe('café');
  });
});

describe('Office', () => {
  test('DOCX: headings, paragraphs and tables, by their number', async () => {
    const cell = (text: string) => `<w:tc>${paragraph(text)}</w:tc>`;
    const table = `<w:tbl><w:tr>${cell('Stone')}${cell('Euro')}</w:tr><w:tr>${cell('Granite')}${cell('12')}</w:tr></w:tbl>`;
    const loaded = await load(
      docxLoader(),
      docx(
        `${paragraph('Stones', 'H1')}${paragraph('Granite is &lt;hard&gt;.')}${paragraph('Prices', 'H2')}${table}`,
      ),
    );
    expect(loaded.text).toBe(
      'Stones\n\nGranite is <hard>.\n\nPrices\n\nStone | Euro\nGranite | 12',
    );
    expect(loaded.title).toBe('Stones');
    expect(locate(loaded, 'hard')).toEqual({ block: 2 });
    expect(locate(loaded, '12')).toEqual({ block: 4 });
    const { passages } = splitDocument(loaded, { minimum: 1 });
    expect(passages.at(-1)?.headings).toEqual(['Stones', 'Prices']);
  });

  test('XLSX: rows with the names of their columns, sheet and cell, dates as dates', async () => {
    const rows = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>Since</t></is></c></row>
      <row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3"><v>0.30000000000000004</v></c><c r="C3" s="1"><v>45992</v></c></row>
      <row r="4"><c r="A4" t="str"><f>A3</f><v>Marble</v></c><c r="C4" t="b"><v>1</v></c></row>`;
    const loaded = await load(xlsxLoader(), xlsx({ Prices: rows }, ['Stone', 'Euro', 'Granite']));
    expect(loaded.text).toBe(
      'Prices\n\nStone: Granite\nEuro: 0.3\nSince: 2025-12-01\n\nStone: Marble\nSince: TRUE',
    );
    expect(locate(loaded, '0.3')).toEqual({ sheet: 'Prices', row: 3, cell: 'B3' });
    const { passages } = splitDocument(loaded);
    expect(passages.map(({ headings }) => headings)).toEqual([
      ['Prices', 'Row 3'],
      ['Prices', 'Row 4'],
    ]);
  });

  test('PPTX: slides in the order in which they are shown, with titles, tables and notes', async () => {
    const cell = (text: string) =>
      `<a:tc><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`;
    const table = `<p:graphicFrame><a:tbl><a:tr>${cell('Stone')}${cell('Euro')}</a:tr><a:tr>${cell('Granite')}${cell('12')}</a:tr></a:tbl></p:graphicFrame>`;
    const loaded = await load(
      pptxLoader(),
      pptx([
        {
          shapes:
            shape(['Quarry'], 'title') +
            shape(['Wedges', 'of oak'], 'body') +
            shape(['1'], 'sldNum'),
          notes: shape(['Say it slowly.'], 'body'),
        },
        { shapes: table },
      ]),
    );
    expect(loaded.text).toBe(
      'Quarry\n\nWedges\nof oak\n\nSay it slowly.\n\nSlide 2\n\nStone | Euro\nGranite | 12',
    );
    expect(locate(loaded, 'oak')).toEqual({ slide: 1 });
    expect(locate(loaded, 'slowly')).toEqual({ slide: 1, part: 'notes' });
    expect(locate(loaded, 'Granite')).toEqual({ slide: 2 });
  });
});

describe('records', () => {
  test('CSV: a row is an entry, with the names of its columns and its line', async () => {
    const loaded = await load(
      csvLoader(),
      '\uFEFFName;Note\r\nAda;"two\r\nlines"\r\n\r\nBob;;extra\r\n',
    );
    expect(loaded.text).toBe('Name: Ada\nNote: two\r\nlines\n\nName: Bob\nColumn 3: extra');
    expect(locate(loaded, 'Ada')).toEqual({ row: 1, sourceLine: 2 });
    expect(locate(loaded, 'Bob')).toMatchObject({ row: 2 });
    expect(splitDocument(loaded).passages.map(({ headings }) => headings)).toEqual([
      ['Row 1'],
      ['Row 2'],
    ]);
  });

  test('JSON: an element is an entry, with the path of every value', async () => {
    const loaded = await load(
      jsonLoader(),
      '[{"name":"Ada","tags":["a","b"],"x/y":null},{"name":"Bob"}]',
      'a.json',
    );
    expect(loaded.text).toBe('name: Ada\ntags: a\ntags: b\n\nname: Bob');
    expect(locate(loaded, 'b\n')).toEqual({ record: 1, pointer: '/0/tags/1' });
    const object = await load(jsonLoader(), '{"a/b":{"c":1},"d":"e"}', 'b.json');
    expect(object.text).toBe('c: 1\n\ne');
    expect(locate(object, 'c: 1')).toEqual({ pointer: '/a~1b/c' });
  });

  test('JSON Lines: a line is an entry, and a broken line is named', async () => {
    const loaded = await load(jsonLoader(), '{"a":1}\r\n\r\n{"a":2}', 'a.jsonl');
    expect(locate(loaded, 'a: 2')).toEqual({ record: 2, sourceLine: 3, pointer: '/a' });
    expect(await jsonLoader().load(utf8('{"a":1}\n{"a"'), 'b.jsonl')).toMatchObject({
      skipped: 'unreadable',
      message: 'b.jsonl has no JSON in line 2.',
    });
  });
});

describe('source code', () => {
  test('is cut into what it declares, and keeps every character', async () => {
    const text = `import a from 'a';\nimport b from 'b';\n\n/** Adds. */\n@pure\nexport async function add(\n  a,\n) {\n  return a;\n}\n\nclass Mason {\n  lay() {}\n}\n`;
    const loaded = await load(codeLoader(), text, 'a.ts');
    expect(loaded.text).toBe(text);
    const { passages } = splitDocument(loaded);
    expect(passages.map(({ headings, line }) => [...headings, line])).toEqual([
      [1],
      ['add', 4],
      ['Mason', 12],
    ]);
    expect(passages[1]?.text).toMatch(/^\/\*\* Adds[\s\S]*\}$/);
    expect(locate(loaded, 'return a')).toEqual({ symbol: 'add' });
  });

  test.each([
    [
      'a.py',
      '# Adds.\ndef add(a):\n    return a\n\n\nclass Mason(Base):\n    def lay(self):\n        pass\n',
      ['add', 'Mason'],
    ],
    [
      'a.go',
      'package a\n\nfunc (m *Mason) Lay(s Stone) error {\n\treturn nil\n}\n\ntype Mason struct {\n}\n',
      ['Lay', 'Mason'],
    ],
    ['a.rs', 'pub(crate) fn lay() {\n}\n\nimpl Mason {\n}\n', ['lay', 'Mason']],
    ['a.rb', 'def lay\n  1\nend\n\nclass Mason\nend\n', ['lay', 'Mason']],
    [
      'a.sql',
      'CREATE TABLE IF NOT EXISTS stone (\n  id int\n);\n\nCREATE VIEW heavy AS\n  SELECT 1;\n',
      ['stone', 'heavy'],
    ],
  ])('knows what is declared in %s', async (source, text, symbols) => {
    const { blocks = [] } = await load(codeLoader(), text, source);
    expect(blocks.flatMap(({ title }) => title ?? [])).toEqual(symbols);
  });
});

describe('e-mail', () => {
  const boundary = 'b0';
  const attachment = (name: string, type: string, bytes: Uint8Array) =>
    `--${boundary}\r\nContent-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(bytes).toString('base64')}\r\n`;
  const mail = (parts: string) =>
    `From: Ada <ada@example.com>\r\nTo: bob@example.com\r\nSubject: =?utf-8?q?Caf=C3=A9?=\r\nDate: Mon, 01 Dec 2025 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=${boundary}\r\n\r\n${parts}--${boundary}--\r\n`;
  const body = `--${boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe stone is here.\r\n`;

  test('keeps headers, text and attachments, each with its part', async () => {
    const bytes = utf8(
      mail(
        body +
          attachment('stones.pdf', 'application/pdf', pdf([['One.'], ['Granite.']])) +
          attachment('a.exe', 'application/x', utf8('MZ')),
      ),
    );
    const loaded = await load(emailLoader(documentLoaders()), bytes, 'a.eml');
    expect(loaded.title).toBe('Café');
    expect(loaded.text).toContain('From: Ada <ada@example.com>\nTo: bob@example.com\nDate: ');
    expect(locate(loaded, 'ada@')).toEqual({ part: 'headers' });
    expect(locate(loaded, 'The stone')).toEqual({ part: 'body' });
    expect(locate(loaded, 'Granite')).toEqual({ part: 'stones.pdf', page: 2 });
    expect(loaded.text).toContain('Attachment a.exe: not read, its kind is not read.');
  });

  test('reads HTML where there is no text', async () => {
    const html = `--${boundary}\r\nContent-Type: text/html\r\n\r\n<h1>Offer</h1><p>Granite</p>\r\n`;
    const loaded = await load(emailLoader(), mail(html), 'a.eml');
    expect(locate(loaded, 'Granite')).toMatchObject({ part: 'body', element: 'p' });
  });
});

describe('an index of many kinds', () => {
  test('tells in every hit where it stands in the original, and cites it word for word', async () => {
    const items = [
      { source: 'a.pdf', read: async () => pdf([['Nothing.'], ['Granite is split with wedges.']]) },
      { source: 'b.csv', read: async () => utf8('Stone,Tool\nMarble,saw\nSlate,chisel\n') },
      {
        source: 'https://example.com/c',
        mediaType: 'text/html',
        read: async () => utf8('<h1 id="x">Oak</h1><p>Levers of oak.'),
      },
    ];
    const index = await openIndex({ store: memoryStore(), loaders: documentLoaders() });
    const report = await index.ingest(items, { tenant: ACME.tenant });
    expect(report).toMatchObject({ ingested: 3, skipped: [] });
    const [granite] = await index.search({ text: 'granite wedges' }, ACME);
    expect(granite).toMatchObject({ source: 'a.pdf', metadata: { page: 1, lastPage: 2 } });
    const [slate] = await index.search({ text: 'slate chisel' }, ACME);
    expect(slate).toMatchObject({
      text: 'Stone: Slate\nTool: chisel',
      metadata: { row: 2, sourceLine: 3 },
    });
    const [oak] = await index.search({ text: 'levers' }, ACME);
    expect(oak).toMatchObject({ source: 'https://example.com/c', metadata: { anchor: 'x' } });
    expect((await index.ingest(items, { tenant: ACME.tenant })).unchanged).toBe(3);
  });
});
