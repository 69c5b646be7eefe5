// Is the document complete and valid?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { testWeb } from '../../test/support/web.ts'

type Operation = { summary?: string; tags?: string[]; responses: Record<string, unknown> }
type Document = { openapi: string; paths: Record<string, Record<string, Operation>> }

test('the document is valid OpenAPI 3.1 and every reference in it leads somewhere', async () => {
  await using web = await testWeb()
  const answer = await web.as(null, { url: '/openapi.json' })
  assert.equal(answer.statusCode, 200)
  const document: Document = answer.json()
  const validator = new Validator()
  const result = await validator.validate(answer.json())
  assert.deepEqual(result.errors ?? [], [])
  assert.equal(result.valid, true)
  assert.equal(validator.version, '3.1')
  const schemas = Object.keys(answer.json().components.schemas)
  for (const [, name = ''] of answer.body.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
    assert.ok(schemas.includes(name), `no schema ${name}`)
  assert.ok(document.paths['/api/v4/users/{id}']?.get)
})

test('every operation says in one line what it does, where it belongs and what it answers', async () => {
  await using web = await testWeb()
  const document: Document = (await web.as(null, { url: '/openapi.json' })).json()
  for (const [path, operations] of Object.entries(document.paths))
    for (const [method, { summary, tags, responses }] of Object.entries(operations)) {
      assert.ok(summary, `${method} ${path} has no summary`)
      assert.ok(tags?.length, `${method} ${path} has no tag`)
      assert.ok(
        Object.keys(responses).some(status => status.startsWith('2')),
        `${method} ${path} has no response`,
      )
    }
})
