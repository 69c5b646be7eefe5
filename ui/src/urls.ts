// How do GitLab's addresses become routes? A full path has any depth, so `/acme/sub/widget/-/issues/7` is routed as
// `/p/acme:sub:widget/issues/7`; the address bar never shows that. A colon cannot occur in a path.

/** First segments that are places of the desk, never a namespace. */
const ownPlaces = new Set(['', 'admin', 'dashboard', 'search', 'users', '-'])

/** `acme:widget`, the form of a route's parameter → `acme/widget`. */
export const fullPath = (param: string) => param.replaceAll(':', '/')
/** `acme/widget` → `acme:widget`. */
export const pathParam = (path: string) => path.replaceAll('/', ':')

/** Places of a project whose addresses go on with a branch and a path, in which every character may stand. */
const codePlaces = 'tree|blob|edit|new|commits|compare'
const inCode = new RegExp(`^/(.+?)/-/(${codePlaces})/(.+)$`)

/** What stands behind `/-/tree/`: `feature/x/src/a b.ts` → `feature~2Fx~2Fsrc~2Fa~20b.ts`, one parameter of a route. */
export const codeParam = (rest: string) =>
  encodeURIComponent(rest.toWellFormed()).replaceAll('~', '%7E').replaceAll('%', '~')
/** The way back; what is no such parameter stands for itself. */
export const codeRest = (param: string) => decoded(param.replaceAll('~', '%'))

/** As an address holds it: slashes stay, and what people like to read. */
export const codePath = (rest: string) =>
  rest
    .split('/')
    .map(part =>
      encodeURIComponent(part.toWellFormed()).replace(/%(?:40|3A|2B|2C|3D|24)/g, one =>
        decodeURIComponent(one),
      ),
    )
    .join('/')

/** A lone `%` is typed now and then, and means itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The address bar's path → the route's. */
export function toRoute(pathname: string): string {
  const code = inCode.exec(pathname)
  if (code !== null && !pathname.startsWith('/groups/')) {
    const [, space = '', place, rest = ''] = code
    const param = codeParam(rest.replace(/\/+$/, '').split('/').map(decoded).join('/'))
    return `/p/${pathParam(decoded(space))}/${place}/${param}`
  }
  const path = decodeURI(pathname).replace(/(?!^)\/+$/, '')
  const [first = ''] = path.slice(1).split('/')
  if (ownPlaces.has(first)) return pathname
  if (path === '/projects/new' || path === '/groups/new') return pathname
  const ofGroup = /^\/groups\/(.+)$/.exec(path)?.[1]
  const whole = ofGroup ?? path.slice(1)
  const [space = '', ...rest] = whole.split('/-/')
  const kind = ofGroup === undefined ? 'p' : 'g'
  if (rest.length > 0) return `/${kind}/${pathParam(space)}/${rest.join('/-/')}`
  const edited = /^(.+\/.+)\/edit$/.exec(space)?.[1] ?? (ofGroup && /^(.+)\/edit$/.exec(space)?.[1])
  return edited ? `/${kind}/${pathParam(edited)}/edit` : `/n/${pathParam(space)}`
}

const inCodeRoute = new RegExp(`^/p/[^/]+/(${codePlaces})/([^/]+)$`)

/** The route's path → the address bar's. */
export function fromRoute(pathname: string): string {
  const found = /^\/([png])\/([^/]+)(?:\/(.+))?$/.exec(decodeURIComponent(pathname))
  if (found === null) return pathname
  const [, kind, space = '', rest] = found
  const code = inCodeRoute.exec(pathname)
  if (code !== null && kind === 'p')
    return `/${fullPath(space)}/-/${code[1]}/${codePath(codeRest(code[2] ?? ''))}`
  const base = `${kind === 'g' ? '/groups' : ''}/${fullPath(space)}`
  if (rest === undefined) return kind === 'g' ? `/${fullPath(space)}` : base
  return rest === 'edit' ? `${base}/edit` : `${base}/-/${rest}`
}

/** Query strings as people type them: `label[]=bug&label[]=ui&search=text`; no JSON. */
export function parseSearch(text: string): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = {}
  for (const [name, value] of new URLSearchParams(text)) {
    if (!name.endsWith('[]')) found[name] = value
    else {
      const key = name.slice(0, -2)
      found[key] = [...((found[key] as string[] | undefined) ?? []), value]
    }
  }
  return found
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === '') continue
    if (Array.isArray(value)) for (const one of value) params.append(`${name}[]`, String(one))
    else params.append(name, String(value))
  }
  // Brackets and colons are legal in a query (RFC 3986 §3.4 allows what browsers keep) and people read them.
  const text = params.toString().replaceAll('%5B', '[').replaceAll('%5D', ']')
  return text === '' ? '' : `?${text}`
}
