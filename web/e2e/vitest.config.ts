import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// One browser, one server, one file after the other; nothing is tried twice. The
// times are no goals: they end what hangs, on any machine.
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['e2e/**/*.e2e.ts'], environment: 'node', fileParallelism: false, retry: 0, testTimeout: 900_000, hookTimeout: 300_000,
  },
});
