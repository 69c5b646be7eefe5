// Does a request that carries a session cookie come from our own pages? (Cross-site request forgery.)
import { DeskError } from '#kernel'
import type { Request } from './context.ts'

/**
 * Why no token in the page: browsers themselves say where a request comes from. `Sec-Fetch-Site` (W3C Fetch Metadata)
 * cannot be set by scripts and is sent by every current browser to https and localhost; elsewhere `Origin` (Fetch
 * §3.2), sent with every unsafe method, must be ours. The cookie is SameSite=Lax on top of that.
 *
 * @returns own: one of our pages · foreign: another site's · unknown: no browser that says so
 */
export function originOf(request: Request, externalUrl: string): 'own' | 'foreign' | 'unknown' {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' ? 'own' : 'foreign'
  const origin = request.headers.origin
  if (origin === undefined) return 'unknown'
  if (!URL.canParse(origin)) return 'foreign'
  // The host under which we were asked counts too: a page elsewhere cannot choose it, and the cookie is bound to it.
  const own = origin === new URL(externalUrl).origin || new URL(origin).host === request.headers.host
  return own ? 'own' : 'foreign'
}

/** @throws 403 unless the request shows that one of our own pages sent it */
export function refuseForeignOrigin(request: Request, externalUrl: string): void {
  if (originOf(request, externalUrl) !== 'own')
    throw DeskError.forbidden(
      '403 Forbidden - a request with a session cookie must show by Sec-Fetch-Site or Origin that it comes from this desk',
    )
}
