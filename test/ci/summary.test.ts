import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

type Status = 'passed' | 'failed' | 'skipped';
interface Step {
  readonly status: number;
  /** A step of vitest: the file's own status and how its tests ended. `undefined` report: none was written. */
  readonly vitest?: { readonly report?: { readonly file: Status; readonly tests: Status[] } };
}

/** Runs .ci/summary.mjs over a folder as .ci/run leaves it. */
function summary(steps: Readonly<Record<string, Step>>): {
  status: number | null;
  lines: string[];
} {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-summary-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const rows = Object.entries(steps).map(([name, { status, vitest }]) => {
    const path = vitest === undefined ? '' : join(folder, `${name}.json`);
    if (vitest?.report !== undefined) {
      const { file, tests } = vitest.report;
      const assertionResults = tests.map((end, index) => ({
        status: end,
        fullName: `test ${index}`,
      }));
      const testResults = [
        { name: join(process.cwd(), 'a.test.ts'), status: file, assertionResults },
      ];
      writeFileSync(path, JSON.stringify({ testResults }));
    }
    return [name, status, 1, path].join('\t');
  });
  writeFileSync(join(folder, 'steps.tsv'), `${rows.join('\n')}\n`);
  const { status, stdout } = spawnSync(process.execPath, ['.ci/summary.mjs', folder], {
    encoding: 'utf8',
  });
  return { status, lines: stdout.trimEnd().split('\n') };
}

it('sums tests one by one and each other step as one, and does not count what was skipped', () => {
  const { status, lines } = summary({
    lint: { status: 0 },
    test: {
      status: 0,
      vitest: { report: { file: 'passed', tests: ['passed', 'passed', 'skipped'] } },
    },
  });
  expect(lines.at(-1)).toBe('3 passed, 0 failed');
  expect(status).toBe(0);
});

it('names every failure and exits 1', () => {
  const { status, lines } = summary({
    lint: { status: 2 },
    test: { status: 1, vitest: { report: { file: 'failed', tests: ['passed', 'failed'] } } },
  });
  expect(lines).toContain('FAILED lint: exit 2');
  expect(lines).toContain('FAILED test: a.test.ts: test 1');
  expect(lines.at(-1)).toBe('1 passed, 2 failed');
  expect(status).toBe(1);
});

it.each([
  ['a file that did not load', { status: 1, vitest: { report: { file: 'failed', tests: [] } } }],
  [
    'a bad exit without a failed test',
    { status: 1, vitest: { report: { file: 'passed', tests: ['passed'] } } },
  ],
  ['a run without a test', { status: 0, vitest: { report: { file: 'passed', tests: [] } } }],
  ['a run without a report', { status: 0, vitest: {} }],
] satisfies [string, Step][])('counts %s as a failure', (_, step) => {
  const { status, lines } = summary({ test: step });
  expect(lines.at(-1)).toMatch(/^\d passed, 1 failed$/);
  expect(status).toBe(1);
});
