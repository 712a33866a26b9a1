import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A document of a collection. */
export interface Page {
  readonly id: string;
  readonly text: string;
}

/** A question and the pages that answer it. */
export interface Asked {
  readonly id: string;
  readonly text: string;
  readonly gold: ReadonlySet<string>;
}

export interface DataSet {
  readonly name: string;
  readonly pages: readonly Page[];
  readonly questions: readonly Asked[];
}

interface Row {
  readonly id: string;
  readonly title?: string;
  readonly text: string;
  readonly lang?: string;
  readonly language?: string;
  readonly relevant?: Readonly<Record<string, number>>;
}

/** Where a set lies below the data folder. */
interface Place {
  readonly corpus: string;
  readonly queries: string;
  /** Only rows of this language. */
  readonly language?: string;
  /** Whether the title has to be put in front of the text. */
  readonly titled?: boolean;
}

export const PLACES: Readonly<Record<string, Place>> = {
  'aws-docs-qa': {
    corpus: 'aws-docs-qa/corpus.jsonl',
    queries: 'aws-docs-qa/dev-queries.jsonl',
  },
  scifact: { corpus: 'scifact/corpus.jsonl', queries: 'scifact/dev-queries.jsonl', titled: true },
  ...Object.fromEntries(
    ['en', 'es', 'de', 'zh', 'ar', 'th'].map((language): [string, Place] => [
      `xquad-${language}`,
      { corpus: `xquad/corpus-${language}.jsonl`, queries: 'xquad/dev-queries.jsonl', language },
    ]),
  ),
};

/** Reads a set of the data folder in its own format; at most `limit` questions, evenly spread. */
export function readDataSet(data: string, name: string, limit: number): DataSet {
  const place = PLACES[name] as Place;
  const pages = rows(join(data, place.corpus)).map(({ id, title, text }) => ({
    id,
    text: place.titled && title !== undefined ? `# ${title}\n\n${text}` : text,
  }));
  const all = rows(join(data, place.queries)).filter(
    ({ lang, language }) => place.language === undefined || (lang ?? language) === place.language,
  );
  const step = Math.max(1, all.length / limit);
  const questions = all
    .filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step))
    .map(({ id, text, relevant = {} }) => ({ id, text, gold: new Set(Object.keys(relevant)) }))
    .filter(({ gold }) => gold.size > 0);
  return { name, pages, questions };
}

function rows(file: string): Row[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line): Row => JSON.parse(line));
}
