import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const module = JSON.stringify(join(import.meta.dirname, 'settings.ts'));

/** Why the live suite would not run with this environment. */
function asleepWith(env: Readonly<Record<string, string>>): string {
  const print = `import { asleep } from ${module}; console.log(asleep ?? 'awake');`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', print], {
    encoding: 'utf8',
    cwd: import.meta.dirname,
    env: { HOME: join(tmpdir(), 'nobody'), AWS_EC2_METADATA_DISABLED: 'true', ...env },
  });
}

it.each([
  ['nobody asks for it', {}, /set ASHLAR_LIVE=1/],
  ['there is no region', { ASHLAR_LIVE: '1' }, /no account of AWS here \(Region is missing/],
  [
    'there are no credentials',
    { ASHLAR_LIVE: '1', AWS_REGION: 'us-east-1' },
    /no account of AWS here/,
  ],
])('sleeps and says why when %s', (_, env, why) => {
  expect(asleepWith(env)).toMatch(why);
});

it('wakes for credentials and for a key of Bedrock', () => {
  const region = { ASHLAR_LIVE: '1', AWS_REGION: 'us-east-1' };
  const pair = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' };
  expect(asleepWith({ ...region, ...pair })).toBe('awake\n');
  expect(asleepWith({ ...region, AWS_BEARER_TOKEN_BEDROCK: 'example' })).toBe('awake\n');
});
