// What does the description of the API ask for, and what would a client send that keeps to it?

export type Schema = {
  $ref?: string
  type?: string | string[]
  const?: unknown
  default?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  format?: string
  minimum?: number
  minLength?: number
}
type Parameter = {
  name: string
  in: 'path' | 'query' | 'header' | 'cookie'
  required?: boolean
  schema: Schema
}
type Described = { parameters?: Parameter[]; requestBody?: { content: Record<string, { schema: Schema }> } }

export type Document = {
  paths: Record<string, Record<string, Described>>
  components: { schemas: Record<string, Schema> }
}

export type Operation = { path: string; method: string; parameters: Parameter[]; body: Schema | undefined }

export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => {
      const schema = requestBody?.content['application/json']?.schema
      return { path, method, parameters, body: schema && resolved(document, schema) }
    }),
  )
}

function resolved(document: Document, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name === undefined ? schema : resolved(document, document.components.schemas[name] ?? {})
}

/** Deeper forms are left empty. */
const maxDepth = 4

/**
 * The least that keeps to a schema.
 * @param name of the parameter or property; its value is taken from `known` where it stands there
 */
export function formOf(
  document: Document,
  given: Schema,
  name: string,
  known: Readonly<Record<string, unknown>>,
  depth = 0,
): unknown {
  const schema = resolved(document, given)
  const inner = (one: Schema, as: string) => formOf(document, one, as, known, depth + 1)
  for (const value of [schema.const, schema.enum?.[0], schema.default, known[name]])
    if (value !== undefined && depth < maxDepth && typeof value !== 'object') return value
  const [choice] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []
  if (choice !== undefined) return inner(choice, name)
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object') {
    const needed = depth < maxDepth ? (schema.required ?? []) : []
    return Object.fromEntries(needed.map(key => [key, inner(schema.properties?.[key] ?? {}, key)]))
  }
  if (type === 'array') return depth < maxDepth ? [inner(schema.items ?? {}, name)] : []
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1
  if (type === 'boolean') return true
  const formats: Record<string, string> = {
    date: '2026-01-01',
    'date-time': '2026-01-01T00:00:00Z',
    email: 'jane@customer.example',
  }
  return formats[schema.format ?? ''] ?? 'a'.repeat(Math.max(1, schema.minLength ?? 1))
}
