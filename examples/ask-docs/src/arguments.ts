import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

/** What was asked for on the command line. */
export interface Arguments {
  readonly help: boolean;
  /** Undefined: ask on the terminal. */
  readonly question: string | undefined;
  readonly docs: string;
  /** Undefined: the offline engine. */
  readonly model: string | undefined;
  /** A Bedrock embedding model; undefined: search by words alone. */
  readonly embedder: string | undefined;
  readonly json: boolean;
  /** Of the emulator. 0 is any that is free. */
  readonly port: number;
  /** Where the index is kept; undefined: in the user's cache. */
  readonly index: string | undefined;
}

export const HELP = `Ask a folder of documents.

  start                                 asks the documentation of Ashlar itself
  start "question" --docs DIR           asks a folder of Markdown and text, or one file

  --model ID                 a model on Amazon Bedrock, with your AWS credentials
  --model upstream:URL#NAME  a model behind an OpenAI-compatible server, for example
                             upstream:http://127.0.0.1:11434/v1#llama3.2
                             without --model, offline rules pick sentences: no model, no account
  --embedder ID              search by meaning too, with an embedding model on Amazon Bedrock
  --json                     print one line of JSON
  --index FILE               keep the index here instead of in your cache folder
  --port N                   port of the local emulator instead of any that is free
`;

export const DEFAULT_QUESTION = 'Why does everything with an effect go through one kernel?';
const OWN_DOCS = resolve(import.meta.dirname, '../../../docs');

/** @throws UsageError */
export function readArguments(given: readonly string[]): Arguments {
  // `pnpm start -- "question"` hands the bare dashes on.
  const args = given[0] === '--' ? given.slice(1) : [...given];
  const { values, positionals } = parse(args);
  const asked = positionals.join(' ').trim();
  if (positionals.length > 0 && asked === '') throw new UsageError('The question is empty.');
  const fallback = values.docs === undefined ? DEFAULT_QUESTION : undefined;
  return {
    help: values.help ?? false,
    question: asked === '' ? fallback : asked,
    docs: values.docs === undefined ? OWN_DOCS : fromHere(values.docs, '--docs'),
    model: filled(values.model, '--model'),
    embedder: filled(values.embedder, '--embedder'),
    json: values.json ?? false,
    port: toPort(values.port),
    index: values.index === undefined ? undefined : fromHere(values.index, '--index'),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        docs: { type: 'string' },
        embedder: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        index: { type: 'string' },
        json: { type: 'boolean' },
        model: { type: 'string' },
        port: { type: 'string' },
      },
    });
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\.\s|\n/);
    throw new UsageError(`${sentence.replace(/\.$/, '')}. See --help.`);
  }
}

function filled(value: string | undefined, option: string): string | undefined {
  if (value === undefined || value.trim() !== '') return value;
  throw new UsageError(`${option} needs a value.`);
}

/** Under `pnpm start` the working directory is the workspace; the person's own is what relative paths mean. */
function fromHere(path: string, option: string): string {
  const { INIT_CWD, npm_lifecycle_event: script } = process.env;
  const here = script === 'start' && INIT_CWD !== undefined ? INIT_CWD : process.cwd();
  return resolve(here, join(filled(path, option) ?? ''));
}

function toPort(port: string | undefined): number {
  if (port === undefined) return 0;
  const number = Number(port);
  if (/^\d+$/.test(port) && number <= 65_535) return number;
  throw new UsageError(`--port needs a number from 0 to 65535, not ${port}.`);
}
