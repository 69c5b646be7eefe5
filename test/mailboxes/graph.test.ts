// Does the desk read a mailbox of Microsoft 365 so that nothing is lost or doubled, whatever Graph answers?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { probeGraph } from '../../src/mail/ingress/graph/probe.ts'
import { boxOf, failing, from, handled, reading, values } from '../support/graph-desk.ts'
import { startGraph } from '../support/graph-twin.ts'
import { intake } from '../support/intake.ts'
import { accepted, countOf, read, stateOf, until } from '../support/mailbox-desk.ts'

test('unread messages become tickets, are marked as read and deleted, and drafts are left alone', () =>
  reading(
    async (desk, graph) => {
      await accepted(desk, 2)
      await until(
        'they are acknowledged',
        async () => graph.messages().filter(m => m.folder === 'deleted').length === 2,
      )
      await desk.work()
      assert.equal(await countOf(desk, 'issues'), 2)
      assert.equal((await desk.rows())[0]?.why !== null, true)
      assert.deepEqual(graph.messages().at(-1)?.isRead, false)
    },
    {
      before: graph => {
        graph.deliver(from(1))
        graph.deliver(from(2))
        graph.deliver(from(3), { isDraft: true })
      },
    },
  ))

test('without delete_after_delivery they stay in the folder, read', () =>
  reading(
    async (desk, graph) => {
      await accepted(desk, 1)
      await handled(graph, 'inbox')
    },
    { changes: { delete_after_delivery: false }, before: graph => graph.deliver(from(1)) },
  ))

test('several hundred messages over many pages come in once each, while new ones arrive, four requests at a time', () =>
  reading(
    async (desk, graph) => {
      await accepted(desk, 100)
      for (let sender = 301; sender <= 320; sender++) graph.deliver(from(sender))
      await accepted(desk, 320)
      await handled(graph)
      assert.equal(await countOf(desk, 'raw_mails'), 320)
      assert.equal(values(graph).length, 320)
      assert.ok(graph.mostAtOnce() <= 4, `${graph.mostAtOnce()} at once`)
      const ofMessages = graph.requests.filter(request => /\/messages\/./.test(request))
      assert.equal(ofMessages.length, 3 * 320, 'requests for 320 messages')
    },
    {
      before: graph => {
        for (let sender = 1; sender <= 300; sender++) graph.deliver(from(sender))
      },
    },
  ))

test('a folder is found by the name that people see', () =>
  reading(
    async desk => {
      await accepted(desk, 1)
    },
    {
      changes: { mailbox: "Support's" },
      before: graph => {
        graph.deliver(from(1))
        graph.deliver(from(2), { folder: 'AAMkSupport+/=' })
      },
    },
  ))

for (const [what, headers] of [
  ['with Retry-After in seconds', { 'retry-after': '0' }],
  ['with Retry-After as a date', { 'retry-after': new Date(0).toUTCString() }],
  ['without Retry-After', {}],
] as const)
  test(`throttled ${what} on each kind of request: nothing is lost or doubled`, () =>
    reading(
      async (desk, graph) => {
        await accepted(desk, 3)
        await handled(graph)
        assert.equal(await countOf(desk, 'raw_mails'), 3)
      },
      {
        before: graph => {
          for (const sender of [1, 2, 3]) graph.deliver(from(sender))
          for (const on of [/GET .*messages$/, /GET .*\$value$/, /^PATCH/, /^DELETE/])
            graph.fault({ on, status: 429, headers })
        },
      },
    ))

test('servers that are ill for a while are asked again', () =>
  reading(
    async (desk, graph) => {
      await accepted(desk, 1)
      await handled(graph)
    },
    {
      before: graph => {
        graph.deliver(from(1))
        for (const status of [500, 502, 503, 504, 509])
          graph.fault({ on: /GET .*\$value$/, status, headers: { 'retry-after': '0' } })
      },
    },
  ))

test('a token that is taken no more is asked for anew, once', () =>
  reading(async (desk, graph) => {
    await until('it has looked', async () => (await stateOf(desk))?.state === 'connected')
    graph.expireTokens()
    graph.deliver(from(1))
    await accepted(desk, 1)
    assert.equal(graph.tokens(), 2)
  }))

test('an expired secret is told in the words of Microsoft, without the secret, and not asked for again at once', () =>
  reading(
    async (desk, graph) => {
      const state = await failing(desk, /AADSTS7000222/)
      assert.ok(!JSON.stringify(state).includes(graph.secret))
      assert.equal(graph.requests.filter(request => request.endsWith('/token')).length, 1)
    },
    { before: graph => graph.changeSecret('another') },
  ))

test('a mailbox that the app may not read is named, with what to do', () =>
  reading(
    async desk => {
      await failing(
        desk,
        /does not let the desk into the mailbox of support@contoso\.example.*Mail\.ReadWrite/,
      )
    },
    {
      before: graph =>
        graph.fault({
          on: /mailFolders/,
          times: 100,
          status: 403,
          body: JSON.stringify({ error: { code: 'ErrorAccessDenied', message: 'Access is denied.' } }),
        }),
    },
  ))

test('what cannot be marked as read is taken once all the same', () =>
  reading(
    async (desk, graph) => {
      await accepted(desk, 2)
      graph.deliver(from(3))
      await accepted(desk, 3)
      assert.equal(await countOf(desk, 'raw_mails'), 3)
      assert.equal(values(graph).length, 3)
    },
    {
      before: graph => {
        graph.fault({ on: /^PATCH/, times: 1000, status: 403 })
        for (const sender of [1, 2]) graph.deliver(from(sender))
      },
    },
  ))

test('a desk that ends between its commit and the mark takes the message no second time', async () => {
  await using graph = await startGraph()
  await using desk = await intake()
  graph.deliver(from(1))
  const marking = Promise.withResolvers<void>()
  graph.fault({
    on: /^PATCH/,
    times: 1,
    status: 503,
    headers: { 'retry-after': '600' },
    struck: marking.resolve,
  })
  const first = read(desk, { incoming_email: boxOf(graph) })
  await marking.promise
  await first.stop()
  assert.equal(graph.messages()[0]?.isRead, false)
  const second = read(desk, { incoming_email: boxOf(graph) })
  await handled(graph)
  await second.stop()
  assert.equal(await countOf(desk, 'inbox'), 1)
  assert.equal(values(graph).length, 1)
})

test('a message that breaks off is not committed, holds up no other, and is tried again', () =>
  reading(
    async (desk, graph) => {
      await accepted(desk, 2)
      const [leftover] = await until('it is noted', async () => {
        const rows = await desk.ask<{ reason: string }>('select * from mailbox_leftovers')
        return rows.length > 0 && rows
      })
      assert.match(String(leftover?.reason), /broke off/)
      await desk.ask('update mailbox_leftovers set next_attempt_at = now()')
      await accepted(desk, 3)
      await handled(graph)
      assert.deepEqual(await desk.ask('select from mailbox_leftovers'), [])
      assert.equal(await countOf(desk, 'raw_mails'), 3)
    },
    {
      before: graph => {
        for (const sender of [1, 2, 3]) graph.deliver(from(sender))
        graph.fault({ on: /0%2Bimmutable.*\$value$/, cutAfter: 100 })
      },
    },
  ))

test('a message that is gone before it is fetched is no failure', () =>
  reading(
    async (desk, graph) => {
      await accepted(desk, 1)
      assert.equal((await stateOf(desk))?.last_error, null)
      assert.deepEqual(await desk.ask('select from mailbox_leftovers'), [])
      assert.equal(graph.messages().length, 1)
    },
    {
      before: graph => {
        const first = graph.deliver(from(1))
        graph.deliver(from(2))
        graph.fault({ on: /GET .*0%2Bimmutable.*\$value$/, status: 404, struck: () => graph.remove(first) })
      },
    },
  ))

for (const body of ['<html>Service unavailable</html>', '{"value":', '{"items":[]}'])
  test(`"${body}" in place of a list is told, and the list asked for again`, () =>
    reading(
      async desk => {
        await failing(desk, /answered with something/)
        await accepted(desk, 1)
        await until('it is well again', async () => (await stateOf(desk))?.state === 'connected')
      },
      {
        before: graph => {
          graph.deliver(from(1))
          graph.fault({ on: /GET .*messages$/, status: 200, body })
        },
      },
    ))

test('a link to another server is not followed, so that no token goes there', () =>
  reading(
    async desk => {
      await failing(desk, /named a page elsewhere \(https:\/\/evil\.example\)/)
    },
    {
      before: graph =>
        graph.fault({
          on: /GET .*messages$/,
          times: 100,
          status: 200,
          body: '{"value":[],"@odata.nextLink":"https://evil.example/v1.0/me"}',
        }),
    },
  ))

test('a message that a person marks as unread again is no second ticket', () =>
  reading(
    async (desk, graph) => {
      await accepted(desk, 1)
      await handled(graph, 'inbox')
      graph.setRead(graph.messages()[0]?.id ?? '', false)
      await handled(graph, 'inbox')
      assert.equal(await countOf(desk, 'inbox'), 1)
    },
    { changes: { delete_after_delivery: false }, before: graph => graph.deliver(from(1)) },
  ))

test('a look at the mailbox says what is in it and changes nothing', async () => {
  await using graph = await startGraph()
  const seen = await probeGraph(boxOf(graph), new AbortController().signal)
  assert.deepEqual(seen, { folder: 'Posteingang', unread: 3, total: 7, warnings: [] })
  await assert.rejects(
    probeGraph(boxOf(graph, { mailbox: 'Nowhere' }), new AbortController().signal),
    /no folder "Nowhere"/,
  )
  assert.ok(graph.requests.every(request => /^(GET|POST .*token$)/.test(request)))
})
