import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { Loader } from '../src/index.ts';
import { documentLoaders, isolatedLoaders } from '../src/loaders/index.ts';
import { docx, paragraph, pdf, pptx, shape, xlsx, zip } from './made-files.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const GOOD: Readonly<Record<string, Uint8Array>> = {
  'a.pdf': pdf([['Granite.']]),
  'a.docx': docx(paragraph('Granite.')),
  'a.xlsx': xlsx({ A: '<row r="1"><c r="A1" t="str"><v>Granite.</v></c></row>' }),
  'a.pptx': pptx([{ shapes: shape(['Granite.']) }]),
  'a.html': utf8('<p>Granite.'),
  'a.csv': utf8('a,b\nGranite.,1\n'),
  'a.json': utf8('["Granite."]'),
  'a.eml': utf8('From: a@b.c\r\nSubject: s\r\n\r\nGranite.\r\n'),
  'a.ts': utf8('const a = "Granite.";\n'),
  'a.md': utf8('Granite.'),
};

async function outcome(
  source: string,
  bytes: Uint8Array,
  loaders: readonly Loader[] = documentLoaders(),
): Promise<string> {
  const loader = loaders.find((one) => one.accepts(source)) as Loader;
  const loaded = await loader.load(bytes, source);
  return 'skipped' in loaded ? `${loaded.skipped}: ${loaded.message}` : loaded.text;
}

/** An OLE file: what Office encrypts into, and what it wrote before 2007. */
function ole(content: string): Uint8Array {
  const bytes = new Uint8Array(2048);
  bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  bytes.set(Buffer.from(content, 'utf16le'), 1024);
  return bytes;
}

describe.each(Object.entries(GOOD))('%s', (source, good) => {
  test('is read when it is sound', async () => {
    expect(await outcome(source, good)).toContain('Granite.');
  });

  test('has a clear outcome when it is empty, cut off, binary or another kind', async () => {
    expect(await outcome(source, new Uint8Array())).toMatch(/^empty: /);
    const binary = Uint8Array.from({ length: 4000 }, (_, i) => (i * 7919) % 256);
    expect(await outcome(source, binary)).toMatch(/^(?:binary|wrong-type|not-utf-8): /);
    if (/pdf|docx|xlsx|pptx/.test(source)) {
      expect(await outcome(source, good.subarray(0, good.length / 2))).toMatch(
        /^(?:unreadable|empty): /,
      );
      expect(await outcome(source, utf8('<p>Granite.'))).toMatch(
        /^wrong-type: .*its content is text/,
      );
    } else if (source !== 'a.md') {
      expect(await outcome(source, GOOD['a.pdf'] as Uint8Array)).toMatch(
        /^(?:wrong-type|not-utf-8): /,
      );
    }
  });

  test('is skipped, and nothing else happens, whatever is wrong with a byte', async () => {
    for (let i = 0; i < 40; i += 1) {
      const broken = Uint8Array.from(good);
      broken[(i * 7919) % broken.length] = (i * 31) % 256;
      expect(await outcome(source, broken)).toEqual(expect.any(String));
    }
  });
});

describe('limits', () => {
  const unlimited = 'x'.repeat(50);

  test('of bytes and of text hold for every kind', async () => {
    for (const [source, bytes] of Object.entries(GOOD)) {
      if (source === 'a.md') continue; // The source bounds what is read of text.
      const small = documentLoaders({ maxBytes: bytes.length - 1 });
      expect(await outcome(source, bytes, small)).toMatch(/^too-large: .* more than/);
      const short = documentLoaders({ maxCharacters: 5 });
      expect(await outcome(source, bytes, short)).toMatch(/^too-large: .*characters/);
    }
  });

  test('an encrypted PDF, Office file or archive is told to be opened first', async () => {
    const key = `<${'ab'.repeat(32)}>`;
    const encrypt = `/Encrypt << /Filter /Standard /V 1 /R 2 /O ${key} /U ${key} /P -4 >> /ID [<00><00>]`;
    expect(await outcome('a.pdf', pdf([['Granite.']], { extra: encrypt }))).toMatch(/^encrypted: /);
    expect(await outcome('a.docx', ole('EncryptedPackage'))).toMatch(/^encrypted: /);
    expect(await outcome('a.docx', ole('WordDocument'))).toMatch(/^wrong-type: .*Office 97/);
    const archive = Uint8Array.from(GOOD['a.docx'] as Uint8Array);
    const entry = Buffer.from(archive).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    archive[entry + 8] = (archive[entry + 8] ?? 0) | 1;
    expect(await outcome('a.docx', archive)).toMatch(/^encrypted: /);
  });

  test('an archive of another kind is not taken for a document', async () => {
    for (const source of ['a.docx', 'a.xlsx', 'a.pptx']) {
      expect(await outcome(source, zip({ 'readme.txt': 'Granite.' }))).toMatch(/^wrong-type: /);
    }
    expect(await outcome('a.docx', GOOD['a.xlsx'] as Uint8Array)).toMatch(/^wrong-type: /);
  });

  test('an archive bomb is given up after a bounded part of it', async () => {
    const bomb = zip({ 'xl/workbook.xml': new Uint8Array(12_000_000) });
    expect(bomb.length).toBeLessThan(100_000);
    expect(await outcome('a.xlsx', bomb)).toMatch(/^too-complex: .*times its size/);
    // A directory that lies about sizes is not believed.
    const liar = Uint8Array.from(bomb);
    const entry = Buffer.from(liar).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    new DataView(liar.buffer).setUint32(entry + 24, 10, true);
    expect(await outcome('a.xlsx', liar)).toMatch(/^too-complex: /);
    const many = zip(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`${i}`, ''])));
    expect(await outcome('a.xlsx', many)).toMatch(/^too-complex: .*entries/);
    const noise = crypto.getRandomValues(new Uint8Array(60_000));
    const large = zip({ 'xl/workbook.xml': noise });
    expect(await outcome('a.xlsx', large, documentLoaders({ maxUnpacked: 50_000 }))).toMatch(
      /^too-complex: .*50000 bytes/,
    );
  });

  test('archives in archives stay packed', async () => {
    const inner = zip({ 'xl/workbook.xml': new Uint8Array(12_000_000) });
    const nested = zip({ 'inner.zip': inner, 'word/document.xml': 'x' });
    expect(await outcome('a.docx', nested)).toMatch(/^unreadable: /);
  });

  test('entities, deep XML and deep HTML are refused before they are expanded', async () => {
    const laughs = '<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;">]>';
    expect(await outcome('a.docx', docx(paragraph('&m;'), laughs))).toMatch(
      /^too-complex: .*entity/,
    );
    const external = '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>';
    expect(await outcome('a.docx', docx(paragraph('&f;'), external))).toMatch(/^too-complex: /);
    const deep = (n: number, tag: string) =>
      `<${tag}>`.repeat(n) + unlimited + `</${tag}>`.repeat(n);
    expect(await outcome('a.docx', docx(deep(5000, 'w:sdt')))).toMatch(/^too-complex: /);
    const started = performance.now();
    expect(await outcome('a.html', utf8(deep(200_000, 'div')))).toMatch(/^too-complex: /);
    expect(await outcome('a.html', utf8(`<b>${'<b'.repeat(300_000)}`))).toEqual(expect.any(String));
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(await outcome('a.html', utf8(deep(100, 'div')))).toBe(unlimited);
    expect(await outcome('a.json', utf8(`${'['.repeat(5000)}1${']'.repeat(5000)}`))).toMatch(
      /^too-complex: /,
    );
  });

  test('long lists without end tags are no nesting', async () => {
    const list = `<ul>${'<li>Granite.'.repeat(20_000)}</ul>`;
    expect((await outcome('a.html', utf8(list))).length).toBeGreaterThan(200_000);
  });

  test('an e-mail full of e-mails and bombs says what it did not read', async () => {
    const bomb = Buffer.from(zip({ 'xl/workbook.xml': new Uint8Array(12_000_000) })).toString(
      'base64',
    );
    const part = `--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="../../a.xlsx"\r\nContent-Transfer-Encoding: base64\r\n\r\n${bomb}\r\n`;
    const head = 'From: a@b.c\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n';
    const text = await outcome('a.eml', utf8(`${head}${part.repeat(3)}--b--\r\n`));
    expect(text.match(/Attachment a\.xlsx: not read, .*times its size/g)).toHaveLength(3);
  });

  test('texts that no store can hold come out storable', async () => {
    expect(await outcome('a.json', utf8('["a\\u0000b \\ud800 c"]'))).toBe('a\uFFFDb \uFFFD c');
  });

  test('a PDF whose page unpacks to much is bounded in text', async () => {
    const content = `BT /F1 12 Tf ${'(Granite is hard and grey.) Tj 0 -14 Td '.repeat(5000)} ET`;
    const stream = deflateSync(Buffer.from(content)).toString('latin1');
    const body = Buffer.from(pdf([['x']]))
      .toString('latin1')
      .replace('[0 0 612 792]', '[0 -99999 612 792]');
    const packed = body.replace(
      /<< \/Length \d+ >>\nstream\n[\s\S]*?\nendstream/,
      () => `<< /Length ${stream.length} /Filter /FlateDecode >>\nstream\n${stream}\nendstream`,
    );
    const bytes = Buffer.from(packed, 'latin1');
    expect(bytes.length).toBeLessThan(50_000);
    expect(await outcome('a.pdf', bytes, documentLoaders({ maxCharacters: 100_000 }))).toMatch(
      /^too-large: /,
    );
  });
});

describe('a thread of their own', () => {
  const { href } = new URL('../src/loaders/index.ts', import.meta.url);
  const isolated = isolatedLoaders({ module: href });
  afterAll(() => isolated.close());

  test('gives what the loaders give', async () => {
    for (const [source, bytes] of Object.entries(GOOD)) {
      const own = isolated.loaders.find((one) => one.accepts(source)) as Loader;
      const other = documentLoaders().find((one) => one.accepts(source)) as Loader;
      expect(await own.load(bytes, source)).toEqual(await other.load(bytes, source));
    }
  });

  test('is stopped when a file takes too long, and the next file is read', async () => {
    // Millions of elements: nothing is wrong with them but their number.
    const slow = utf8('<p>x'.repeat(4_500_000));
    const { loaders, close } = isolatedLoaders({ module: href, timeout: 3000, memory: 4000 });
    expect(await outcome('a.md', GOOD['a.md'] as Uint8Array, loaders)).toBe('Granite.');
    expect(await outcome('slow.html', slow, loaders)).toMatch(/^timeout: .*within 3000 ms/);
    expect(await outcome('a.html', GOOD['a.html'] as Uint8Array, loaders)).toBe('Granite.');
    await close();
  });

  test('says what to do when it does not find its module, and takes no file for broken', async () => {
    const { loaders, close } = isolatedLoaders({ module: 'file:///none/loaders.js' });
    const loading = outcome('a.md', GOOD['a.md'] as Uint8Array, loaders);
    await expect(loading).rejects.toMatchObject({ code: 'loader.unavailable' });
    await close();
  });

  test('ends alone when a file needs more memory than it may have', async () => {
    const { loaders, close } = isolatedLoaders({ module: href, memory: 24, timeout: 30_000 });
    const many = utf8(`[${'{"a":1},'.repeat(900_000)}1]`);
    expect(await outcome('a.json', many, loaders)).toMatch(/^too-complex: .*memory/);
    await close();
  });
});
