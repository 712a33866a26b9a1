import type { Loader } from '../ingest/loader.ts';
import { defineLoader } from './define-loader.ts';
import type { LoadLimits } from './load-limits.ts';
import { readRelations } from './office-relations.ts';
import { openZip } from './open-zip.ts';
import { Refusal } from './refusal.ts';
import { scanXml } from './scan-xml.ts';
import { textBuilder } from './text-builder.ts';

/**
 * The slides of PowerPoint files in their order: title as a heading, paragraphs, rows of tables, and the notes, each with
 * `{ slide }`, 1-based; notes also have `part: 'notes'`. Lost: images, diagrams (SmartArt), charts, comments, layout. Hidden slides
 * are read. Needs `fflate`, `saxes`.
 */
export function pptxLoader(limits?: LoadLimits): Loader {
  return defineLoader(
    {
      names: /\.pptx$/i,
      types: ['application/vnd.openxmlformats-officedocument.presentationml.presentation'],
      content: 'zip',
      called: 'a PowerPoint file',
      load: readPptx,
    },
    limits,
  );
}

async function readPptx(bytes: Uint8Array, limits: Required<LoadLimits>) {
  const zip = await openZip(bytes, limits);
  const presentation = zip.read('ppt/presentation.xml');
  if (presentation === undefined) {
    throw new Refusal('wrong-type', 'is named as a PowerPoint file, but is another archive');
  }
  const ids: string[] = [];
  await scanXml(presentation, {
    open(name, attributes) {
      if (name !== 'sldId') return;
      const key = Object.keys(attributes).find((one) => one.endsWith(':id'));
      ids.push(key === undefined ? '' : (attributes[key] ?? ''));
    },
  });
  const relations = await readRelations(zip, 'ppt/presentation.xml');
  const builder = textBuilder(limits);
  for (const [i, id] of ids.entries()) {
    const part = relations.byId.get(id) ?? '';
    const content = zip.read(part);
    if (content === undefined) continue;
    const location = { slide: i + 1 };
    const { title, paragraphs } = await readSlide(content);
    const heading = title || `Slide ${i + 1}`;
    builder.add('heading', [{ text: heading, location }], { level: 1, title: heading });
    for (const text of paragraphs) builder.add('prose', [{ text, location }]);
    for (const target of (await readRelations(zip, part)).ofKind('notesSlide')) {
      const notes = zip.read(target);
      const own = { ...location, part: 'notes' };
      const read = notes === undefined ? undefined : await readSlide(notes);
      for (const text of read?.paragraphs ?? []) builder.add('prose', [{ text, location: own }]);
    }
  }
  return builder.build();
}

/** Placeholders that say the same on every slide. */
const REPEATED = new Set(['dt', 'ftr', 'hdr', 'sldNum', 'sldImg']);

/** The paragraphs of a slide shape by shape: one text a shape, one line a paragraph or a row of a table. */
async function readSlide(
  content: Uint8Array,
): Promise<{ readonly title: string; readonly paragraphs: readonly string[] }> {
  const paragraphs: string[] = [];
  let title = '';
  let shape = '';
  let line = '';
  let placeholder = '';
  await scanXml(content, {
    open(name, { type = 'body' }, path) {
      if (name === 'sp' || name === 'graphicFrame') {
        shape = '';
        placeholder = '';
      } else if (name === 'ph') placeholder = type;
      else if (name === 'br') line += path.includes('tbl') ? ' ' : '\n';
      else if (name === 'tr') shape += shape === '' ? '' : '\n';
    },
    text(found, path) {
      if (path.at(-1) === 't') line += found;
    },
    close(name, path) {
      if (name === 'p' && path.includes('txBody')) {
        const text = line.trim();
        line = '';
        if (text !== '')
          shape +=
            shape === '' || shape.endsWith('\n') || shape.endsWith(' | ')
              ? text
              : `${path.includes('tc') ? ' ' : '\n'}${text}`;
      } else if (name === 'tc') shape += ' | ';
      else if (name === 'tr') shape = shape.replace(/ \| $/, '');
      else if (name === 'sp' || name === 'graphicFrame') {
        const text = shape.trim();
        shape = '';
        if (text === '' || REPEATED.has(placeholder)) return;
        if (/^(?:ctrT|t)itle$/.test(placeholder)) title = text.replace(/\s+/g, ' ');
        else paragraphs.push(text);
      }
    },
  });
  return { title, paragraphs };
}
