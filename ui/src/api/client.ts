// How does the page speak with the desk? Over the public API alone, with the session cookie that the browser keeps.

/** The desk said no, or could not be reached (`status` 0). */
export class ApiError extends Error {
  readonly status: number
  /** What is wrong with which field, where the desk names fields. */
  readonly fields: Readonly<Record<string, string>>

  constructor(status: number, message: string, fields: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.fields = fields
  }
}

type Value = string | number | boolean | null | undefined
/** Arrays are sent as `name[]=…`, objects as `name[key]=…`, absent values not at all. */
export type Query = Readonly<
  Record<string, Value | readonly (string | number)[] | Readonly<Record<string, unknown>>>
>

export function queryString(query: Query): string {
  const params = new URLSearchParams()
  const add = (name: string, value: unknown) => {
    if (value === undefined || value === null || value === '') return
    if (Array.isArray(value)) for (const one of value) params.append(`${name}[]`, String(one))
    else if (typeof value === 'object')
      for (const [key, inner] of Object.entries(value)) add(`${name}[${key}]`, inner)
    else params.append(name, String(value))
  }
  for (const [name, value] of Object.entries(query)) add(name, value)
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

type Options = { method?: string; query?: Query; body?: unknown; signal?: AbortSignal | undefined }

/** The answer as it came: its head, and bytes that are no JSON. @throws ApiError */
export async function send(
  path: string,
  { method = 'GET', query = {}, body, signal }: Options,
): Promise<Response> {
  const form = body instanceof FormData
  const init: RequestInit = { method, headers: { accept: 'application/json' }, credentials: 'same-origin' }
  if (signal) init.signal = signal
  if (body !== undefined) {
    init.body = form ? body : JSON.stringify(body)
    if (!form) init.headers = { ...init.headers, 'content-type': 'application/json' }
  }
  let response: Response
  try {
    response = await fetch(`/api/v4${path}${queryString(query)}`, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(0, 'The desk cannot be reached. Check the connection; nothing was lost.')
  }
  if (!response.ok && response.status !== 304) throw await refusal(response)
  return response
}

async function refusal(response: Response): Promise<ApiError> {
  const answer = (await response.json().catch(() => ({}))) as { message?: unknown; error?: unknown }
  const { message, error } = answer
  if (typeof message === 'object' && message !== null) {
    const fields = Object.fromEntries(
      Object.entries(message).map(([name, said]) => [
        name,
        Array.isArray(said) ? said.join(', ') : String(said),
      ]),
    )
    const sentence = Object.entries(fields).map(([name, said]) => `${words(name)} ${said}`)
    return new ApiError(response.status, sentence.join('; '), fields)
  }
  const said = message ?? error
  return new ApiError(
    response.status,
    typeof said === 'string' ? plain(said) : `The desk answered ${response.status}.`,
  )
}

const words = (name: string) => {
  const text = name.replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
/** `403 Forbidden - why` is for programs; people want the why. */
const plain = (text: string) => text.replace(/^\d{3} [\w ]+ - /, '')

/** @throws ApiError */
export async function call<T>(path: string, options: Options = {}): Promise<T> {
  const response = await send(path, options)
  if (response.status === 204 || response.status === 304) return undefined as T
  return (await response.json()) as T
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) =>
  call<T>(path, { ...(query ? { query } : {}), signal })
export const post = <T>(path: string, body: unknown = {}, query: Query = {}) =>
  call<T>(path, { method: 'POST', body, query })
export const put = <T>(path: string, body: unknown, query: Query = {}) =>
  call<T>(path, { method: 'PUT', body, query })
export const remove = <T = void>(path: string) => call<T>(path, { method: 'DELETE' })

/** A page of a long list; `next` is what to ask for the following one, null at the end. */
export type Page<T> = { rows: T[]; next: string | null; total: number | null }

/** One page by cursor, as RFC 8288 links it. */
export async function getPage<T>(path: string, query: Query, signal?: AbortSignal): Promise<Page<T>> {
  const response = await send(path, { query, signal })
  const link = /<([^>]*)>;\s*rel="?next"?/.exec(response.headers.get('link') ?? '')?.[1]
  const params = link === undefined ? null : new URL(link, location.origin).searchParams
  const total = response.headers.get('x-total')
  return {
    rows: (await response.json()) as T[],
    next: params === null ? null : (params.get('cursor') ?? params.get('page')),
    total: total === null ? null : Number(total),
  }
}

/** A full path in a URL of the API: `acme/widget` → `acme%2Fwidget`. */
export const encoded = (path: string | number) => encodeURIComponent(String(path))
