// Builds the page into dist/: hashed names, no inline script or style (the server's content policy forbids both).
import { defineConfig } from 'vite';

const server_url = process.env['UNKNOT_SERVER'] ?? 'http://127.0.0.1:8420';

export default defineConfig({
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    outDir: 'dist',
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: true,
  },
  server: { host: '127.0.0.1', port: 5173, proxy: { '/api': { target: server_url, changeOrigin: true, headers: { origin: server_url } } } },
});
