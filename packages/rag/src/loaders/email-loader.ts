import type { JsonObject } from '@ashlar/core';
import type { Loader } from '../ingest/loader.ts';
import { defineLoader } from './define-loader.ts';
import { importLibrary } from './import-library.ts';
import type { LoadLimits } from './load-limits.ts';
import { readHtml } from './read-html.ts';
import { Refusal } from './refusal.ts';
import { type Piece, type TextBuilder, textBuilder } from './text-builder.ts';

/** Attachments that are looked at; more are named and not read. */
const MOST_ATTACHMENTS = 50;

/**
 * E-mails: subject, from, to, cc and date, then the text (else the HTML), then attachments that one of `attachments` reads, each
 * below a heading with its name. Locations: `{ part: 'headers' }`, `{ part: 'body' }`, and `{ part, … }` with the name of an
 * attachment and its own location. Attached e-mails are read as text, not opened further. What of an attachment is not read is
 * named with the reason. Lost: other headers, inline images, signatures. Needs `postal-mime`, and `cheerio` for HTML.
 */
export function emailLoader(attachments: readonly Loader[] = [], limits?: LoadLimits): Loader {
  return defineLoader(
    {
      names: /\.eml$/i,
      types: ['message/rfc822'],
      content: 'text',
      called: 'an e-mail',
      load: (bytes, all) => readEmail(bytes, attachments, all),
    },
    limits,
  );
}

async function readEmail(
  bytes: Uint8Array,
  loaders: readonly Loader[],
  limits: Required<LoadLimits>,
) {
  const { default: PostalMime } = await importLibrary('postal-mime', () => import('postal-mime'));
  const mail = await PostalMime.parse(Uint8Array.from(bytes), { maxNestingDepth: 32 });
  if (!mail.headers.some(({ key }) => /^(?:from|date|received|message-id)$/.test(key))) {
    throw new Refusal('wrong-type', 'is named as an e-mail, but has no headers of one');
  }
  const builder = textBuilder(limits);
  const location: JsonObject = { part: 'headers' };
  const { subject = '' } = mail;
  builder.add('heading', [{ text: subject, location }], { level: 1, title: subject });
  const headers: readonly (readonly [name: string, value: string])[] = [
    ['From', people(mail.from === undefined ? [] : [mail.from])],
    ['To', people(mail.to ?? [])],
    ['Cc', people(mail.cc ?? [])],
    ['Date', mail.date ?? ''],
  ];
  const lines = headers.filter(([, value]) => value !== '');
  const pieces = lines.map(([name, value], i): Piece => {
    return { text: `${i > 0 ? '\n' : ''}${name}: ${value}`, location };
  });
  builder.add('prose', pieces);
  const body: JsonObject = { part: 'body' };
  if (mail.text?.trim()) builder.embed({ text: mail.text.trim() }, body);
  else if (mail.html) {
    const read = await readHtml(mail.html, limits, { whole: true });
    if (read.text !== '') builder.embed(read, body);
  }
  let size = 0;
  for (const [i, { filename, mimeType, content }] of mail.attachments.entries()) {
    const name = filename?.replace(/^.*[\\/]/, '') || `attachment ${i + 1}`;
    const attached =
      typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
    size += attached.length;
    const why =
      i >= MOST_ATTACHMENTS || size > limits.maxUnpacked
        ? 'there are too many attachments'
        : await addAttachment(builder, attached, name, mimeType, loaders);
    if (why === undefined) continue;
    builder.add('prose', [
      { text: `Attachment ${name}: not read, ${why}`, location: { part: name } },
    ]);
  }
  return builder.build(subject);
}

/** Adds the text of an attachment, or says why there is none. */
async function addAttachment(
  builder: TextBuilder,
  bytes: Uint8Array,
  name: string,
  mediaType: string,
  loaders: readonly Loader[],
): Promise<string | undefined> {
  const loader =
    loaders.find((one) => one.accepts(name)) ?? loaders.find((one) => one.accepts(name, mediaType));
  if (loader === undefined) return 'its kind is not read.';
  const loaded = await loader.load(bytes, name);
  if ('skipped' in loaded) return loaded.message;
  const location: JsonObject = { part: name };
  builder.add('heading', [{ text: name, location }], { level: 1, title: name });
  builder.embed(loaded, location);
  return undefined;
}

interface Person {
  readonly name?: string;
  readonly address?: string | undefined;
}

function people(list: readonly Person[]): string {
  return list
    .map(({ name, address }) => (name && address ? `${name} <${address}>` : name || address || ''))
    .filter((one) => one !== '')
    .join(', ');
}
