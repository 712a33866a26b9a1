import { defineConfig } from 'vitest/config';

/** `pnpm run pack-check`: what npm users would get. Apart from `pnpm test`, because it builds and asks the npm registry. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/pack/**/*.test.ts'],
    globalSetup: 'test/pack/pack-packages.ts',
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
