import { defineConfig } from 'vitest/config';

const major = Number(process.versions.node.split('.')[0]);
if (major < 22) {
  throw new Error(
    `Ashlar needs Node 22.18 or newer, this is ${process.version}. Run "npx -y pnpm@12 install" again: it brings its own Node.`,
  );
}

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['packages/*/test/**/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'workspace', include: ['test/**/*.test.ts', 'examples/*/test/**/*.test.ts'] },
      },
    ],
    coverage: { provider: 'v8', include: ['packages/*/src/**'] },
  },
});
