// Adds up what .ci/run did: `node .ci/summary.mjs <folder>` reads steps.tsv (name, exit status, seconds and, for a step of
// vitest, the path of its JSON report). Prints a table, the failures and the total; exits 1 when anything failed.
// Runs on the machine's own Node, also after a failed install: no dependency, no newer syntax than Node 20.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Counts a step that is one check. */
function countCheck({ name, status }) {
  return status === 0
    ? { passed: 1, failed: 0, skipped: 0, failures: [] }
    : { passed: 0, failed: 1, skipped: 0, failures: [`${name}: exit ${status}`] };
}

/**
 * Counts a step of vitest by its report. A file that could not be loaded is one failure, and so is a missing or empty
 * report, or a bad exit that no failed test explains.
 */
function countTests({ name, status }, report) {
  const count = { passed: 0, failed: 0, skipped: 0, failures: [] };
  const fail = (what) => {
    count.failed += 1;
    count.failures.push(`${name}: ${what}`);
  };
  for (const file of report?.testResults ?? []) {
    const failedBefore = count.failed;
    const path = relative(process.cwd(), file.name);
    for (const test of file.assertionResults) {
      if (test.status === 'passed') count.passed += 1;
      else if (test.status === 'failed') fail(`${path}: ${test.fullName}`);
      else count.skipped += 1;
    }
    if (file.status === 'failed' && count.failed === failedBefore) fail(`${path}: did not load`);
  }
  if (count.passed + count.failed === 0) fail('no test ran');
  if (status !== 0 && count.failed === 0) fail(`exit ${status} although every test passed`);
  return count;
}

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

function main(folder) {
  const steps = readFileSync(join(folder, 'steps.tsv'), 'utf8').trim().split('\n');
  const total = { passed: 0, failed: 0, failures: [] };
  for (const line of steps) {
    const [name, status, seconds, report] = line.split('\t');
    const step = { name, status: Number(status) };
    const count = report ? countTests(step, readReport(report)) : countCheck(step);
    total.passed += count.passed;
    total.failed += count.failed;
    total.failures.push(...count.failures);
    const skipped = count.skipped === 0 ? '' : `, ${count.skipped} skipped`;
    console.log(
      `${name.padEnd(12)} ${count.passed} passed, ${count.failed} failed${skipped} (${seconds} s)`,
    );
  }
  for (const failure of total.failures) console.log(`FAILED ${failure}`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

main(process.argv[2]);
