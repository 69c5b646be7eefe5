// How does the browser get the web app? Files from ui/dist, and for every address of a page the one page there is.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { App, Request } from './context.ts'

const builtFolder = join(import.meta.dirname, '../../ui/dist')
/** Names in assets/ carry a hash of what is in them, so a browser need never ask again (RFC 8246). */
const immutable = 'public, max-age=31536000, immutable'

/**
 * Serves the web app from `folder`. Addresses of pages are known to the app, not to the server: whoever asks for HTML
 * at an address that nothing else serves gets the page, which shows what the viewer may see of it.
 * @returns whether this request gets the page: asked by the handler of unknown routes
 */
export async function serveWebApp(
  app: App,
  folder = builtFolder,
): Promise<(request: Request) => string | null> {
  const index = join(folder, 'index.html')
  if (!existsSync(index)) {
    const page = notBuilt()
    return request => (wantsPage(request) ? page : null)
  }
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    preCompressed: true,
    cacheControl: false,
    globIgnore: ['index.html*', 'built-from'],
    setHeaders: (reply, path) => {
      void reply.header('cache-control', path.includes('/assets/') ? immutable : 'public, max-age=3600')
    },
  })
  const page = readFileSync(index, 'utf8')
  return request => (wantsPage(request) ? page : null)
}

/** Programs that ask for JSON, or for nothing in particular, are told 404. */
const wantsPage = ({ method, url, headers }: Request) =>
  (method === 'GET' || method === 'HEAD') &&
  !url.startsWith('/api/') &&
  !url.startsWith('/assets/') &&
  (headers.accept ?? '').includes('text/html')

const notBuilt = () =>
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Deskbell</title>' +
  '<p>The web app is not built yet. Run <code>npm run build</code> where Deskbell is installed, then load this page again.'
