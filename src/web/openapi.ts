// What can be asked of the API, as a document for machines (OpenAPI 3.1)?
import swagger from '@fastify/swagger'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { App } from './context.ts'

const refusal = (description: string) => ({
  description,
  content: {
    'application/json': {
      schema: {
        anyOf: [{ $ref: '#/components/schemas/Refusal' }, { $ref: '#/components/schemas/Misunderstanding' }],
      },
    },
  },
})

/** What every operation may answer beside its own responses. */
const failures = {
  400: refusal('A parameter is missing or wrong; it is named'),
  401: refusal('No credential, or one that is not valid'),
  403: refusal('Not allowed, or the scopes of the token do not suffice'),
  404: refusal('It does not exist, or the caller must not know that it does'),
  429: refusal('Too many requests'),
}

/** Collects every route of `app` that has a schema; `GET /api/v4/openapi.json` hands the document out. */
export async function describeApi(app: App, externalUrl: string, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Deskbell',
        version,
        description: 'The API of GitLab REST v4, as far as a service desk needs it.',
      },
      servers: [{ url: externalUrl }],
      security: [{ privateToken: [] }, { bearer: [] }, { session: [] }],
      components: {
        securitySchemes: {
          privateToken: { type: 'apiKey', in: 'header', name: 'PRIVATE-TOKEN' },
          bearer: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: 'deskbell.session_token' },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: document => tidy(withFailures(jsonSchemaTransformObject(document))),
  })
}

type Document = ReturnType<typeof jsonSchemaTransformObject>

function withFailures(document: Document): Document {
  for (const operations of Object.values(document.paths ?? {}))
    for (const operation of Object.values(operations ?? {}) as { responses?: object }[])
      if (operation.responses !== undefined) operation.responses = { ...failures, ...operation.responses }
  return document
}

/**
 * Leaves out what only makes the document long: the patterns behind the formats of dates, the bounds of JavaScript's
 * integers, and the schemas that nothing refers to (each comes in two, as it is sent and as it is received).
 */
function tidy(document: Document): Document {
  const { components, ...rest } = JSON.parse(JSON.stringify(document), (_key, value) => withoutNoise(value))
  const schemas: Record<string, unknown> = components.schemas
  const used = new Set<string>()
  const follow = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      if (!used.has(name)) {
        used.add(name)
        follow(schemas[name] ?? null)
      }
  }
  follow(rest.paths)
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)))
  return { ...rest, components: { ...components, schemas: kept } }
}

function withoutNoise(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('type' in value)) return value
  const schema: Record<string, unknown> = { ...value }
  if (schema.format === 'date-time' || schema.format === 'date') delete schema.pattern
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  return schema
}
