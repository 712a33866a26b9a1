// What users pay before anything runs: cold imports, bundles, type instantiations. [--json] [--rounds 9]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type BundleSize, browserBundle } from './weight/browser-bundle.ts';
import { coldImports } from './weight/cold-import.ts';
import { instantiations } from './weight/instantiations.ts';
import { neutralEntries } from './weight/neutral-entries.ts';
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

// What users import is the compiled core.
const tsc = join(root, 'node_modules/typescript/bin/tsc');
const build = spawnSync(process.execPath, [tsc, '-b', 'packages/core'], {
  cwd: root,
  stdio: 'inherit',
});
if (build.status !== 0) process.exit(1);

const folder = mkdtempSync(join(tmpdir(), 'ashlar-weight-'));
try {
  linkPublished(root, folder);
  const result = {
    coldImportMs: Object.fromEntries(
      coldImports([empty, '@ashlar/core', 'zod'], folder, Number(values.rounds)),
    ),
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

async function bundles(): Promise<Record<string, BundleSize>> {
  const sizes = neutralEntries(root).map(
    async ([room, entry]): Promise<[string, BundleSize]> => [room, await browserBundle(entry)],
  );
  return Object.fromEntries(await Promise.all(sizes));
}

function print(result: {
  readonly coldImportMs: Readonly<Record<string, number>>;
  readonly browserBundleBytes: Readonly<Record<string, BundleSize>>;
  readonly instantiations: Readonly<Record<string, number>>;
}): void {
  const row = (name: string, value: string, bar = ''): void =>
    console.log(`  ${name.padEnd(26)} ${value.padStart(10)}  ${bar}`.trimEnd());
  console.log('Cold import, ms (median, each in a fresh process)');
  for (const [specifier, ms] of Object.entries(result.coldImportMs)) {
    const bar = specifier === '@ashlar/core' ? 'bar: 15' : '';
    row(specifier === empty ? 'an empty module' : specifier, ms.toFixed(1), bar);
  }
  console.log('Bundle of the main entry for the browser, kB minified (gzipped)');
  for (const [room, { minified, gzipped }] of Object.entries(result.browserBundleBytes)) {
    row(room, (minified / 1000).toFixed(1), `(${(gzipped / 1000).toFixed(1)})`);
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
