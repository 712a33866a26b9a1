import { defineConfig } from 'vitest/config';

// A run of its own: it installs other people's libraries, each in its folder.
export default defineConfig({
  test: { root: import.meta.dirname, include: ['peers.test.ts'], testTimeout: 60_000 },
});
