// Do pages lead through a list, forwards and backwards, and say where they are?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fastify, { type LightMyRequestResponse } from 'fastify'
import { isDeskError } from '#kernel'
import type { App, Reply, Request } from './context.ts'
import { keysetPage, offsetPage } from './pagination.ts'

const rows = (total: number) => Array.from({ length: total }, (_, index) => index + 1)

/** A list of `total` numbers, served both ways. */
function listOf(total: number) {
  const app = fastify() as unknown as App
  app.decorate('externalUrl', 'https://desk.example')
  let counted = 0
  const query = (request: Request) => {
    const { page = '1', per_page = '20', cursor } = request.query as Record<string, string>
    return { page: Number(page), per_page: Number(per_page), cursor }
  }
  app.get('/offset', (request: Request, reply: Reply) =>
    offsetPage(
      request,
      reply,
      query(request),
      async ({ limit, offset }) => rows(total).slice(offset, offset + limit),
      async () => {
        counted += 1
        return total
      },
    ),
  )
  app.get('/keyset', (request: Request, reply: Reply) =>
    keysetPage(
      request,
      reply,
      query(request),
      async ({ limit, after }) =>
        rows(total)
          .filter(row => row > (after?.id ?? 0))
          .slice(0, limit),
      row => ({ value: `row ${row}`, id: row }),
    ).catch(error => (isDeskError(error) ? error.fields : Promise.reject(error))),
  )
  return { app, counted: () => counted }
}

const relOf = (link: unknown, rel: string) =>
  String(link)
    .split(', ')
    .find(part => part.endsWith(`rel="${rel}"`))
    ?.replace(/^<(.*)>.*/, '$1')

test('a page in the middle knows its neighbours and the ends', async () => {
  const { app } = listOf(45)
  const { headers } = await app.inject('/offset?page=2&per_page=20&state=opened&private_token=secret')
  assert.equal(headers['x-page'], '2')
  assert.equal(headers['x-per-page'], '20')
  assert.equal(headers['x-next-page'], '3')
  assert.equal(headers['x-prev-page'], '1')
  assert.equal(headers['x-total'], '45')
  assert.equal(headers['x-total-pages'], '3')
  const next = 'https://desk.example/offset?page=3&per_page=20&state=opened'
  assert.equal(relOf(headers.link, 'next'), next)
  assert.equal(relOf(headers.link, 'prev'), next.replace('page=3', 'page=1'))
  assert.equal(relOf(headers.link, 'last'), next)
  assert.doesNotMatch(String(headers.link), /secret/)
})

test('the ends have no neighbour there, and a page that shows the end counts nothing', async () => {
  const { app, counted } = listOf(45)
  const last = await app.inject('/offset?page=3&per_page=20')
  assert.deepEqual(last.json(), [41, 42, 43, 44, 45])
  assert.equal(last.headers['x-next-page'], '')
  assert.equal(last.headers['x-total'], '45')
  assert.equal(relOf(last.headers.link, 'next'), undefined)
  assert.equal(counted(), 0)
  const first = await app.inject('/offset')
  assert.equal(first.headers['x-prev-page'], '')
  assert.equal(counted(), 1)
  const beyond = await app.inject('/offset?page=9')
  assert.deepEqual(beyond.json(), [])
  assert.equal(beyond.headers['x-total'], '45')
})

test('an empty list is one empty page', async () => {
  const { headers } = await listOf(0).app.inject('/offset')
  assert.equal(headers['x-total'], '0')
  assert.equal(headers['x-total-pages'], '1')
})

test('at most 100 rows a page, and over 10,000 rows no total is said', async () => {
  const { app } = listOf(10_001)
  const { headers, json } = await app.inject('/offset?per_page=1000')
  assert.equal(json().length, 100)
  assert.equal(headers['x-per-page'], '100')
  assert.equal(headers['x-total'], undefined)
  assert.equal(headers['x-total-pages'], undefined)
  assert.equal(relOf(headers.link, 'last'), undefined)
  assert.ok(relOf(headers.link, 'next'))
  assert.equal((await listOf(10_000).app.inject('/offset')).headers['x-total'], '10000')
})

test('a cursor leads through the whole list, each row once', async () => {
  const { app } = listOf(45)
  const seen: number[] = []
  let url: string | undefined = '/keyset?per_page=20&sort=asc'
  while (url !== undefined) {
    const answer: LightMyRequestResponse = await app.inject(url)
    seen.push(...answer.json())
    url = relOf(answer.headers.link, 'next')?.replace('https://desk.example', '')
    if (url) assert.match(url, /pagination=keyset/)
  }
  assert.deepEqual(seen, rows(45))
})

test('a cursor that is not ours is refused by name', async () => {
  const { app } = listOf(5)
  for (const cursor of ['x', '', 'bnVsbA', 'WzEsMS41XQ', 'W3t9LDFd'])
    assert.deepEqual(
      (await app.inject(`/keyset?cursor=${cursor}`)).json(),
      { cursor: ['is invalid'] },
      cursor,
    )
})
