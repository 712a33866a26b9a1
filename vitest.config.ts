import { defineConfig } from 'vitest/config';

const major = Number(process.versions.node.split('.')[0]);
if (major < 22) {
  throw new Error(
    `Ashlar needs Node 22.18 or newer, this is ${process.version}. Run "npx -y pnpm@12 install" again: it brings its own Node.`,
  );
}

export default defineConfig(({ mode }) => ({
  test: {
    // Real child processes and servers take their time on a busy machine; what hangs still ends.
    testTimeout: mode === 'soak' ? 600_000 : 60_000,
    hookTimeout: 60_000,
    // `pnpm soak` is `vitest run --mode soak`: heavy proofs read ASHLAR_SOAK and run whole instead of sampled.
    ...(mode === 'soak' && { env: { ASHLAR_SOAK: '1' } }),
    projects: [
      { extends: true, test: { name: 'unit', include: ['packages/*/test/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'workspace',
          include: ['test/**/*.test.ts', 'examples/*/test/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'test/pack/**', 'test/peers/**'],
        },
      },
    ],
    coverage: { provider: 'v8', include: ['packages/*/src/**'] },
  },
}));
