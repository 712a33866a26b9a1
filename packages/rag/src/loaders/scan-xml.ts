import { decodeText } from './decode-text.ts';
import { importLibrary } from './import-library.ts';
import { Refusal } from './refusal.ts';

/** What happens in an XML document. Names are without their prefix. */
export interface XmlEvents {
  open?(name: string, attributes: Readonly<Record<string, string>>, path: readonly string[]): void;
  text?(text: string, path: readonly string[]): void;
  close?(name: string, path: readonly string[]): void;
}

/** Deeper than any document that a person made. */
const DEEPEST = 256;

/**
 * Reads XML event by event, without a tree. `path` holds the names of the open elements, the innermost last. A document type is
 * refused: Office formats have none, and entities are what bombs are made of.
 */
export async function scanXml(bytes: Uint8Array, events: XmlEvents): Promise<void> {
  const { SaxesParser } = await importLibrary('saxes', () => import('saxes'));
  const parser = new SaxesParser();
  const path: string[] = [];
  parser.on('doctype', () => {
    throw new Refusal('too-complex', 'declares a document type, which may hide an entity bomb');
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    path.push(localName(name));
    if (path.length > DEEPEST) {
      throw new Refusal('too-complex', `nests more than ${DEEPEST} elements`);
    }
    events.open?.(localName(name), attributes as Readonly<Record<string, string>>, path);
  });
  const text = (found: string): void => events.text?.(found, path);
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('closetag', ({ name }) => {
    path.pop();
    events.close?.(localName(name), path);
  });
  parser.write(decodeText(bytes)).close();
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
