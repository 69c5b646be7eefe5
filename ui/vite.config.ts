// How is the browser's part built? Into ui/dist, hashed and compressed ahead, so that the server only hands files out.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwind(), compressed()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // `light-dark()` stays as it is written: every browser of the last two years knows it.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The policy of the pages allows no data: scripts, and small files are cached better on their own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': process.env.DESKBELL_DESK ?? 'http://127.0.0.1:3000' } },
})

/** Text below this many bytes fits into one packet anyway. */
const worthCompressing = 1024

/** Each text file once more as .br and .gz: the best compression costs too much to be done for every request. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    closeBundle() {
      const out = join(import.meta.dirname, 'dist')
      for (const entry of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css|html|svg)$/.test(entry)) continue
        const bytes = readFileSync(join(out, entry))
        if (bytes.length < worthCompressing) continue
        writeFileSync(join(out, `${entry}.br`), brotliCompressSync(bytes))
        writeFileSync(join(out, `${entry}.gz`), gzipSync(bytes))
      }
    },
  }
}
