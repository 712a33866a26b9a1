import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Snippet } from './extract-snippets.ts';

const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

/** The options under which documentation must compile: our own strictness, for a user of Node. */
const compilerOptions = {
  target: 'es2023',
  lib: ['es2023'],
  module: 'nodenext',
  moduleDetection: 'force',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

/**
 * Type-checks all snippets with one run of the compiler and executes those that ask for it. `folder` is an empty place
 * with a `node_modules` in which what the snippets import can be found. Each fault begins with page and line.
 *
 * `types`: from the sources of the workspace, whose own errors are the build's business, or published declarations, whose
 * errors a user would meet.
 */
export async function checkSnippets(
  snippets: readonly Snippet[],
  folder: string,
  { types }: { readonly types: 'source' | 'published' },
): Promise<string[]> {
  const named = snippets.map((snippet) => ({ ...snippet, file: fileName(snippet) }));
  const code = join(folder, 'snippets');
  await mkdir(code, { recursive: true });
  await writeFile(join(code, 'package.json'), JSON.stringify({ type: 'module' }));
  await writeFile(
    join(code, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { ...compilerOptions, skipLibCheck: types === 'source' },
      include: ['*.ts'],
    }),
  );
  for (const { file, text } of named) await writeFile(join(code, file), text);

  const found = await typeFaults(named, code);
  // Declarations of others have faults under our strictness that a user cannot blame us for: LangChain's, for one.
  const ours = (file: string): boolean => /node_modules[\\/]@ashlar[\\/]/.test(file);
  const faults = found.filter(
    ({ file, known }) => known || file === '' || (types === 'published' && ours(file)),
  );
  const broken = new Set(faults.map(({ file }) => file));
  const failures: string[] = [];
  for (const snippet of named) {
    // What does not compile is reported once.
    if (!snippet.run || broken.has(snippet.file)) continue;
    const { status, output } = await run([snippet.file], code);
    if (status !== 0) failures.push(`${snippet.page}:${snippet.line}: exit ${status}\n${output}`);
  }
  return [...faults.map(({ fault }) => fault), ...failures];
}

interface TypeFault {
  /** What the compiler complains about; empty when it is about the whole program. */
  readonly file: string;
  /** The file is one of the snippets. */
  readonly known: boolean;
  readonly fault: string;
}

async function typeFaults(
  snippets: readonly (Snippet & { readonly file: string })[],
  code: string,
): Promise<TypeFault[]> {
  if (snippets.length === 0) return [];
  const { status, output } = await run([tsc, '-p', code, '--pretty', 'false'], code);
  if (status === 0) return [];
  return output
    .split(/\n(?=\S)/)
    .map((message) => message.trimEnd())
    .filter((message) => message !== '')
    .map((message) => {
      const [, file = '', line, column, text] = /^(.+?)\((\d+),(\d+)\): (.*)$/s.exec(message) ?? [];
      const page = snippets.find((snippet) => snippet.file === file)?.page;
      const fault = page === undefined ? message : `${page}:${line}:${column}: ${text}`;
      return { file, known: page !== undefined, fault };
    });
}

function fileName({ page, line }: Snippet): string {
  return `${page.replaceAll('/', '__')}.${line}.ts`;
}

/** Runs this Node with a module; a documented program has half a minute and none of the caller's AWS credentials. */
function run(args: readonly string[], cwd: string): Promise<{ status: unknown; output: string }> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const env = { ...Object.fromEntries(kept), NO_COLOR: '1' };
  return new Promise((settle) => {
    execFile(process.execPath, args, { cwd, env, timeout: 30_000 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : (error.code ?? error.signal ?? 'unknown');
      settle({ status, output: `${stdout}${stderr}` });
    });
  });
}
