// What if Graph refuses or garbles one message, or names it anew, while the mailbox is well?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { probeGraph } from '../../src/mail/ingress/graph/probe.ts'
import { boxOf, failing, from, handled, reading, values } from '../support/graph-desk.ts'
import { type GraphTwin, startGraph } from '../support/graph-twin.ts'
import { type Intake, intake } from '../support/intake.ts'
import { accepted, countOf, read, stateOf, until } from '../support/mailbox-desk.ts'

const first = /GET .*AAkALg%2F0%2Bimmutable.*\$value$/
const second = /GET .*AAkALg%2F1%2Bimmutable.*\$value$/
const threeMails = (graph: GraphTwin) => {
  for (const sender of [1, 2, 3]) graph.deliver(from(sender))
}
const noted = (desk: Intake, words: RegExp) =>
  until(`it is noted with ${words}`, async () => {
    const [row] = await desk.ask<{ reason: string }>('select reason from mailbox_leftovers')
    return words.test(row?.reason ?? '')
  })

for (const [what, fault, words] of [
  [
    'the page of a proxy',
    { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<html>Sign in</html>' },
    /text\/html.* in place of a mail/,
  ],
  ['nothing', { status: 200, headers: { 'content-type': 'text/plain' }, body: '' }, /there is nothing in it/],
  ['an error that says it is too large', { status: 413 }, /413/],
] as const)
  test(`${what} in place of a message is no mail: it is noted, the others come in, and it comes later`, () =>
    reading(
      async (desk, graph) => {
        await accepted(desk, 2)
        await noted(desk, words)
        assert.equal(graph.messages()[0]?.isRead, false)
        await desk.ask('update mailbox_leftovers set next_attempt_at = now()')
        await accepted(desk, 3)
        await handled(graph)
        assert.equal(await countOf(desk, 'raw_mails'), 3)
      },
      {
        before: graph => {
          threeMails(graph)
          graph.fault({ on: first, ...fault })
        },
      },
    ))

test('a protected message that may not be read is noted, and the mailbox stays well', () =>
  reading(async (desk, graph) => {
    graph.deliver(from(1))
    await accepted(desk, 1)
    graph.fault({ on: second, times: 100, status: 403 })
    graph.deliver(from(2))
    graph.deliver(from(3))
    await accepted(desk, 2)
    await noted(desk, /403/)
    assert.equal((await stateOf(desk))?.state, 'connected')
    assert.equal(values(graph).length, 3)
  }))

test('an app that may list and not read is told so, and no message is given up', () =>
  reading(
    async desk => {
      await failing(desk, /does not let the desk into the mailbox.*Mail\.ReadWrite/)
      assert.deepEqual(await desk.ask('select from mailbox_leftovers'), [])
    },
    {
      before: graph => {
        threeMails(graph)
        graph.fault({ on: /\$value$/, times: 1000, status: 403 })
      },
    },
  ))

test('one message that cannot be marked as read is taken once, and the mailbox stays well', () =>
  reading(
    async (desk, graph) => {
      await accepted(desk, 3)
      await until('the others are gone', async () => graph.messages().filter(m => m.isRead).length === 2)
      graph.deliver(from(4))
      await accepted(desk, 4)
      assert.equal((await stateOf(desk))?.state, 'connected')
      assert.equal(graph.requests.filter(request => /^PATCH .*%2F0%2B/.test(request)).length, 1)
      assert.equal(await countOf(desk, 'raw_mails'), 4)
    },
    {
      before: graph => {
        threeMails(graph)
        graph.fault({ on: /^PATCH .*%2F0%2B/, times: 1000, status: 409 })
      },
    },
  ))

test('a message that comes back under another id is no second ticket', () =>
  reading(async (desk, graph) => {
    const mail = from(1)
    const id = graph.deliver(mail)
    await accepted(desk, 1)
    await handled(graph)
    graph.deliver(from(2))
    graph.deliver(mail)
    graph.remove(id)
    await accepted(desk, 3)
    await desk.work()
    assert.deepEqual((await desk.rows()).map(row => row.reason).sort(), [
      'duplicate',
      'new_ticket',
      'new_ticket',
    ])
  }))

test('four requests whose token has expired ask for one new token', () =>
  reading(
    async (desk, graph) => {
      await accepted(desk, 8)
      await handled(graph)
      assert.equal(graph.tokens(), 2)
    },
    {
      before: graph => {
        for (let sender = 1; sender <= 8; sender++) graph.deliver(from(sender))
        graph.fault({ on: /\$value$/, status: 401, struck: graph.expireTokens })
      },
    },
  ))

test('endpoints of two clouds are refused before the secret goes anywhere', async () => {
  await using graph = await startGraph()
  const box = boxOf(graph)
  const inbox_options = {
    ...box.inbox_options,
    azure_ad_endpoint: 'https://login.microsoftonline.us',
    graph_endpoint: 'https://graph.microsoft.com',
  } as typeof box.inbox_options
  await assert.rejects(
    probeGraph({ ...box, inbox_options }, new AbortController().signal),
    /of different clouds/,
  )
})

test('neither the secret nor a token stands in the log, whatever fails', async () => {
  await using graph = await startGraph()
  await using desk = await intake()
  const lines: string[] = []
  const write = (fields: object, message: string) => void lines.push(inspect([fields, message], { depth: 9 }))
  const log = { debug: write, info: write, warn: write, error: write }
  graph.deliver(from(1))
  graph.fault({ on: /\$value$/, times: 1000, status: 403 })
  const keeper = read({ ...desk, log }, { incoming_email: boxOf(graph) })
  await failing(desk, /does not let the desk into/)
  graph.expireTokens()
  graph.changeSecret('another')
  await failing(desk, /AADSTS7000222/)
  await keeper.stop()
  assert.ok(lines.some(line => line.includes('AADSTS7000222')))
  for (const secret of [graph.secret, 'token-1', encodeURIComponent(graph.secret)])
    assert.ok(!lines.some(line => line.includes(secret)))
})
