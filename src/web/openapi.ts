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
    transformObject: document => withFailures(jsonSchemaTransformObject(document)),
  })
}

type Document = ReturnType<typeof jsonSchemaTransformObject>

function withFailures(document: Document): Document {
  for (const operations of Object.values(document.paths ?? {}))
    for (const operation of Object.values(operations ?? {}) as { responses?: object }[])
      if (operation.responses !== undefined) operation.responses = { ...failures, ...operation.responses }
  return document
}
