import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Only the README's picture; see readme_picture.ts.
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: { include: ['e2e/readme_picture.ts'], environment: 'node', testTimeout: 120_000 },
});
