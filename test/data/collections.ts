import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Page {
  readonly id: string;
  readonly text: string;
}

export interface Asked {
  readonly id: string;
  readonly text: string;
  readonly gold: ReadonlySet<string>;
  /** Of a multi-hop question: how it was taken apart by hand. */
  readonly steps?: readonly GoldStep[];
  /** Of a conversation: all turns of the user, the last one is `text`. */
  readonly userTurns?: readonly string[];
  readonly turns?: readonly { readonly role: 'user' | 'assistant'; readonly text: string }[];
}

export interface GoldStep {
  readonly step: number;
  readonly question: string;
  readonly answer: string;
  readonly depends_on: readonly number[];
}

export interface Collection {
  readonly name: string;
  readonly pages: readonly Page[];
  readonly questions: readonly Asked[];
}

export type Row = Readonly<Record<string, unknown>>;

export function rows(file: string): Row[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line): Row => JSON.parse(line));
}

/** The one file of a folder whose name begins or ends so, whichever part of the set it holds. */
function fileOf(folder: string, name: RegExp): string {
  const found = readdirSync(folder).filter((file) => name.test(file));
  if (found.length !== 1) {
    throw new Error(`${folder} should hold one file like ${name}, not ${found.length}.`);
  }
  return join(folder, found[0] as string);
}

const page = ({ id, title, text }: Row): Page => ({
  id: String(id),
  text: typeof title === 'string' && title !== '' ? `# ${title}\n\n${text}` : String(text),
});

const asked = ({ id, text, scenario, relevant }: Row): Asked => ({
  id: String(id),
  text: String(text ?? scenario),
  gold: new Set(Object.keys((relevant ?? {}) as object)),
});

const answerable = ({ gold }: Asked): boolean => gold.size > 0;

/** A set in the data folder's own format: documents with ids, and questions with the documents that answer them. */
export function readCollection(data: string, name: string): Collection {
  const read = READERS[name];
  if (read === undefined) {
    throw new Error(`There is no set ${name}; there are ${Object.keys(READERS).join(', ')}.`);
  }
  return { name, ...read(data) };
}

const plain =
  (folder: string) =>
  (data: string): Omit<Collection, 'name'> => ({
    pages: rows(join(data, folder, 'corpus.jsonl')).map(page),
    questions: rows(fileOf(join(data, folder), /queries.*\.jsonl$/))
      .map(asked)
      .filter(answerable),
  });

const xquad =
  (language: string) =>
  (data: string): Omit<Collection, 'name'> => ({
    pages: rows(join(data, 'xquad', `corpus-${language}.jsonl`)).map(page),
    questions: rows(fileOf(join(data, 'xquad'), /queries.*\.jsonl$/))
      .filter(({ lang }) => lang === language)
      .map(asked)
      .filter(answerable),
  });

const multihop =
  (name: string) =>
  (data: string): Omit<Collection, 'name'> => ({
    pages: rows(join(data, 'multihop', `corpus-${name}.jsonl`)).map(page),
    questions: rows(fileOf(join(data, 'multihop'), new RegExp(`queries.*${name}.*\\.jsonl$`))).map(
      (row) => ({
        ...asked(row),
        ...(row.decomposition !== undefined && {
          steps: row.decomposition as readonly GoldStep[],
        }),
      }),
    ),
  });

const READERS: Readonly<Record<string, (data: string) => Omit<Collection, 'name'>>> = {
  'aws-docs-qa': plain('aws-docs-qa'),
  'bank-kb': plain('bank-kb'),
  scifact: plain('scifact'),
  ...Object.fromEntries(
    ['en', 'es', 'de', 'zh', 'ar', 'th'].map((language) => [`xquad-${language}`, xquad(language)]),
  ),
  musique: multihop('musique'),
  hotpotqa: multihop('hotpotqa'),
  mtrag: (data) => ({
    pages: rows(join(data, 'mtrag', 'corpus.jsonl')).map(page),
    questions: rows(fileOf(join(data, 'mtrag'), /conversations.*\.jsonl$/))
      .map((row) => {
        const turns = row.turns as NonNullable<Asked['turns']>;
        return { ...asked({ ...row, text: turns.at(-1)?.text }), turns };
      })
      .filter(answerable),
  }),
};

/** At most so many, evenly spread. */
export function sample<T>(list: readonly T[], limit: number): readonly T[] {
  if (list.length <= limit) return list;
  return Array.from({ length: limit }, (_, i) => list[Math.floor((i * list.length) / limit)] as T);
}
