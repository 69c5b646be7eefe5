// How does a request's body become parameters? JSON or form, and a query beside it counts as well, as in GitLab.
import type { App, Request } from './context.ts'
import { maxPairs, parseForm } from './form.ts'

/** A description may have 1,048,576 characters of up to 4 bytes each; files come in by multipart instead. */
export const maxBodyBytes = 5 * 1024 * 1024

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route reads the parts of a multipart body itself; its `body` schema only describes them. */
    files?: boolean
  }
}

/** Teaches `app` to read JSON and form bodies, and to refuse what the database could not keep. */
export function readInput(app: App): void {
  const parseJson = app.getDefaultJsonParser('remove', 'remove')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Many clients announce JSON even where they send nothing.
    if (body === '') done(null, undefined)
    else parseJson(request, body as string, done)
  })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      try {
        done(null, parseForm(body as string))
      } catch (error) {
        done(error as Error)
      }
    },
  )
  app.addHook('preValidation', async request => {
    if (request.routeOptions.schema?.body !== undefined) {
      if (request.isMultipart() && !request.routeOptions.config.files) request.body = await fieldsOf(request)
      joinQueryToBody(request)
    }
    const mistake =
      unstorable(request.body) ??
      unstorable(request.query) ??
      // The router's own kind of object, made plain.
      unstorable({ ...(request.params as object) })
    if (mistake !== undefined) throw Object.assign(new Error(mistake), { statusCode: 400 })
  })
}

/** `curl --form "title=x"` sends what a form sends. Routes that take files read the parts themselves. */
async function fieldsOf(request: Request): Promise<object> {
  const pairs = new URLSearchParams()
  const limits = { files: 0, fields: maxPairs, fieldSize: maxBodyBytes, fieldNameSize: 200 }
  for await (const part of request.parts({ limits })) {
    if (part.type === 'field') pairs.append(part.fieldname, String(part.value))
  }
  return parseForm(pairs.toString())
}

/** GitLab's own examples POST with parameters in the URL; where both name a parameter, the body wins. */
function joinQueryToBody(request: Request): void {
  const body = request.body ?? {}
  if (typeof body === 'object' && !Array.isArray(body))
    request.body = { ...(request.query as object), ...body }
}

/** No parameter needs more; walking an endless depth would exhaust the stack. */
const maxNesting = 10

/** What is wrong with a text somewhere in `value`: PostgreSQL keeps neither NUL nor halves of surrogate pairs. */
function unstorable(value: unknown, name = 'body', depth = 0): string | undefined {
  if (typeof value === 'string') {
    if (value.includes('\0')) return `${name} contains a NUL character`
    return value.isWellFormed() ? undefined : `${name} is not well-formed Unicode`
  }
  if (!isJson(value)) return undefined
  if (depth === maxNesting) return `${name} is nested too deeply`
  for (const [key, entry] of Object.entries(value)) {
    const found = unstorable(entry, depth === 0 ? key : `${name}[${key}]`, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** An object or array of a parsed body; a body may also be bytes or a stream that the route reads itself. */
function isJson(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return true
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
