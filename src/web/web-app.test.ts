import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fastify from 'fastify'
import { pino } from 'pino'
import type { App } from './context.ts'
import { answerErrors } from './errors.ts'
import { serveWebApp } from './web-app.ts'

const html = { accept: 'text/html,application/xhtml+xml' }

async function webApp(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'deskbell-ui-'))
  mkdirSync(join(folder, 'assets'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const app = fastify() as unknown as App
  answerErrors(app, pino({ level: 'silent' }), await serveWebApp(app, folder))
  return {
    get: (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers }),
    async [Symbol.asyncDispose]() {
      await app.close()
      rmSync(folder, { recursive: true })
    },
  }
}

const files = {
  'index.html': '<!doctype html><title>the page</title>',
  'built-from': 'a digest',
  'favicon.svg': '<svg/>',
  'assets/main-1a2b3c.js': 'run()',
  'assets/main-1a2b3c.js.br': 'brotli',
}

test('whoever asks for HTML at an address that nothing else serves gets the page, always fresh', async () => {
  await using app = await webApp(files)
  for (const url of ['/', '/acme/sub/widget/-/issues/7?x=1', '/users/sign_in', '/admin/inbox']) {
    const { statusCode, body, headers } = await app.get(url, html)
    assert.deepEqual([statusCode, body], [200, files['index.html']], url)
    assert.equal(headers['cache-control'], 'no-cache')
    assert.match(String(headers['content-type']), /text\/html/)
  }
})

test('programs, the API and missing files are told that there is nothing', async () => {
  await using app = await webApp(files)
  assert.equal((await app.get('/acme/widget')).statusCode, 404)
  assert.equal((await app.get('/acme/widget', { accept: 'application/json' })).statusCode, 404)
  assert.equal((await app.get('/api/v4/nothing', html)).statusCode, 404)
  assert.equal((await app.get('/assets/old-000000.js', html)).statusCode, 404)
  assert.equal((await app.get('/built-from')).statusCode, 404)
})

test('files with a hash in their name are kept for good, and sent as they were compressed', async () => {
  await using app = await webApp(files)
  const plain = await app.get('/assets/main-1a2b3c.js')
  assert.deepEqual([plain.statusCode, plain.body], [200, 'run()'])
  assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable')
  const packed = await app.get('/assets/main-1a2b3c.js', { 'accept-encoding': 'br, gzip' })
  assert.deepEqual([packed.body, packed.headers['content-encoding']], ['brotli', 'br'])
  assert.equal((await app.get('/favicon.svg')).headers['cache-control'], 'public, max-age=3600')
})

test('without a built web app the page says how to get one', async () => {
  await using app = await webApp({})
  const { statusCode, body } = await app.get('/', html)
  assert.equal(statusCode, 200)
  assert.match(body, /npm run build/)
  assert.equal((await app.get('/')).statusCode, 404)
})
