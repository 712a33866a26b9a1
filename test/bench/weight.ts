// What users pay before anything runs: cold imports, bundles, type instantiations. [--json] [--rounds 9]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type BundleSize, browserBundle } from './weight/browser-bundle.ts';
import { type BundleProgram, bundlePrograms } from './weight/bundle-programs.ts';
import { coldImports } from './weight/cold-import.ts';
import { instantiations } from './weight/instantiations.ts';
import { loadedBytes } from './weight/loaded-bytes.ts';
import { neutralEntries } from './weight/neutral-entries.ts';
import { programBundle } from './weight/program-bundle.ts';
import { linkPublished } from './weight/published.ts';
import { typeProbes } from './weight/type-probes.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '9' },
  },
});

const root = fileURLToPath(new URL('../..', import.meta.url));
const empty = 'data:text/javascript,';
const packages = ['core', 'text', 'storage', 'bedrock', 'rag', 'tool-use'].map(
  (room) => `@ashlar/${room}`,
);

const tsc = join(root, 'node_modules/typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-b', 'packages/tool-use'], { cwd: root, stdio: 'inherit' });

const folder = mkdtempSync(join(tmpdir(), 'ashlar-weight-'));
try {
  await linkPublished(root, folder);
  const result = {
    coldImportMs: Object.fromEntries(
      coldImports([empty, ...packages, 'zod'], folder, Number(values.rounds)),
    ),
    bundleBytes: await programs(programBundle),
    loadedBytes: await programs(loadedBytes),
    browserBundleBytes: await bundles(),
    instantiations: Object.fromEntries(
      Object.entries(typeProbes).map(([name, code], index) => [
        name,
        instantiations(code, folder, `probe-${index}`),
      ]),
    ),
  };
  if (values.json) console.log(JSON.stringify(result, undefined, 2));
  else print(result);
} finally {
  rmSync(folder, { recursive: true });
}

async function programs(
  weigh: (name: BundleProgram, folder: string) => Promise<number>,
): Promise<Record<BundleProgram, number>> {
  const names = Object.keys(bundlePrograms) as BundleProgram[];
  const sizes = await Promise.all(names.map((name) => weigh(name, folder)));
  return Object.fromEntries(names.map((name, index) => [name, sizes[index]])) as Record<
    BundleProgram,
    number
  >;
}

async function bundles(): Promise<Record<string, BundleSize>> {
  const sizes = neutralEntries(root).map(
    async ([room, entry]): Promise<[string, BundleSize]> => [room, await browserBundle(entry)],
  );
  return Object.fromEntries(await Promise.all(sizes));
}

function print(result: {
  readonly coldImportMs: Readonly<Record<string, number>>;
  readonly bundleBytes: Readonly<Record<BundleProgram, number>>;
  readonly loadedBytes: Readonly<Record<BundleProgram, number>>;
  readonly browserBundleBytes: Readonly<Record<string, BundleSize>>;
  readonly instantiations: Readonly<Record<string, number>>;
}): void {
  const row = (name: string, value: string, bar = ''): void =>
    console.log(`  ${name.padEnd(26)} ${value.padStart(10)}  ${bar}`.trimEnd());
  const overBase = (
    sizes: Readonly<Record<BundleProgram, number>>,
    bars: Partial<Record<string, string>> = {},
  ): void => {
    const base = sizes['zod + SDK'];
    for (const [program, bytes] of Object.entries(sizes)) {
      const over = bytes === base ? '' : `+ ${kB(bytes - base)}`;
      row(program, kB(bytes), `${over}${bars[program] ?? ''}`);
    }
  };
  console.log('Cold import, ms (median, each in a fresh process)');
  for (const [specifier, ms] of Object.entries(result.coldImportMs)) {
    const bar = specifier === '@ashlar/core' ? 'bar: 15' : '';
    row(specifier === empty ? 'an empty module' : specifier, ms.toFixed(1), bar);
  }
  console.log('Bundle of a program for Node, kB minified');
  overBase(result.bundleBytes, { 'an agent with a tool': ', bar: + 120' });
  console.log('The same split where imports are dynamic: kB minified that a first request loads');
  overBase(result.loadedBytes);
  console.log('Bundle of the main entry for the browser, kB minified (gzipped)');
  for (const [room, { minified, gzipped }] of Object.entries(result.browserBundleBytes)) {
    row(room, kB(minified), `(${kB(gzipped)})`);
  }
  console.log('Type instantiations, beyond an empty file');
  const bars: Readonly<Record<string, string>> = {
    'agent with one tool': 'bar: 2500',
    '20 tools in one array': 'bar: 5000',
  };
  for (const [probe, count] of Object.entries(result.instantiations)) {
    row(probe, String(count), bars[probe]);
  }
}

function kB(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
