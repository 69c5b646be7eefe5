import assert from 'node:assert/strict'
import { test } from 'node:test'
import { transaction } from '#db'
import { process, receive } from '#mail/inbound'
import { groups, projects } from '#projects'
import { letter } from '../../../test/support/intake.ts'
import { type TestWeb, testWeb } from '../../../test/support/web.ts'

type Mail = {
  id: number
  ending: string | null
  reason: string | null
  issue_iid: number | null
  why: object
}

/** A desk where ada is Maintainer of acme/widget and nothing in acme/gadget. */
async function desk() {
  const web = await testWeb()
  const [widget, gadget] = await transaction(web.desk.db, async tx => {
    const group = await groups.create(tx, web.root, { path: 'acme' })
    const first = await projects.create(tx, web.root, { namespaceId: group.id, path: 'widget' })
    const second = await projects.create(tx, web.root, { namespaceId: group.id, path: 'gadget' })
    await tx
      .insertInto('members')
      .values({ user_id: web.ada.id, project_id: first.id, access_level: 40 })
      .execute()
    return [first.id, second.id]
  })
  const mail = (project: number, path: string, headers: Record<string, string> = {}) =>
    deliver(web, `incoming+acme-${path}-${project}-issue-@desk.localhost`, letter(headers))
  return { web, widget, gadget, mail }
}

async function deliver({ desk }: TestWeb, address: string, raw: string): Promise<number> {
  const { accepted } = await receive(desk, Buffer.from(raw), {
    ingress: 'smtp',
    mailFrom: 'jane@customer.example',
    recipients: [address],
  })
  const inboxId = accepted[0]?.inboxId ?? 0
  await process(inboundDesk(desk), { inboxId })
  return inboxId
}

/** The whole configuration is there (test/support/web.ts); the web itself needs less of it. */
const inboundDesk = (desk: TestWeb['desk']) => desk as unknown as Parameters<typeof process>[0]

test('Maintainers see the mails of their project, administrators all, others none', async () => {
  const { web, widget, gadget, mail } = await desk()
  await using _web = web
  const [first, second] = [await mail(widget, 'widget'), await mail(gadget, 'gadget')]
  const list = async (who: typeof web.ada | null, url: string) => {
    const response = await web.as(who, { url })
    return response.statusCode === 200 ? response.json<Mail[]>().map(row => row.id) : response.statusCode
  }
  assert.deepEqual(await list(web.ada, `/projects/${widget}/inbox`), [first])
  assert.deepEqual(await list(web.ada, `/projects/${gadget}/inbox`), 404)
  assert.deepEqual(await list(web.ada, '/admin/inbox'), 403)
  assert.deepEqual(await list(null, '/admin/inbox'), 401)
  assert.deepEqual(await list(web.root, '/admin/inbox'), [second, first])
  assert.deepEqual(await list(web.root, '/admin/inbox?search=PRINTER&ending=ticket_opened'), [second, first])
  assert.deepEqual(await list(web.root, '/admin/inbox?ending=held'), [])
  const page = await web.as(web.root, { url: '/admin/inbox?per_page=1' })
  const next = /<[^>]*\/api\/v4([^>]*)>; rel="next"/.exec(String(page.headers.link))?.[1]
  assert.deepEqual(await list(web.root, next ?? ''), [first])
})

test('one mail is shown with its why, and byte for byte as a download', async () => {
  const { web, widget, gadget, mail } = await desk()
  await using _web = web
  const [id, foreign] = [await mail(widget, 'widget', { Subject: 'Help' }), await mail(gadget, 'gadget')]
  const shown = (await web.as(web.ada, { url: `/projects/${widget}/inbox/${id}` })).json<Mail>()
  assert.deepEqual([shown.ending, shown.issue_iid], ['ticket_opened', 1])
  assert.ok('rule' in shown.why)
  const raw = await web.as(web.ada, { url: `/projects/${widget}/inbox/${id}/raw` })
  assert.match(raw.body, /^From: Jane Doe <jane@customer\.example>\n/)
  assert.match(String(raw.headers['content-disposition']), /^attachment/)
  assert.match(String(raw.headers['content-type']), /^message\/rfc822/)
  for (const url of [`/projects/${widget}/inbox/${foreign}`, `/projects/${widget}/inbox/${foreign}/raw`])
    assert.equal((await web.as(web.ada, { url })).statusCode, 404)
})

test('held mails are let through together, thrown away, or sent to another project', async () => {
  const { web, widget, mail } = await desk()
  await using _web = web
  const held: number[] = []
  for (let count = 0; count < 5; count++)
    held.push(await mail(widget, 'widget', { From: 'robot@customer.example' }))
  const reasons = async () =>
    (await web.as(web.ada, { url: `/projects/${widget}/inbox` })).json<Mail[]>().map(row => row.reason)
  assert.deepEqual(await reasons(), ['same_words', 'same_words', 'same_words', 'new_ticket', 'new_ticket'])
  const [opened = 0, , third = 0, fourth = 0, fifth = 0] = held
  const post = (url: string, payload: object = {}) => web.as(web.ada, { method: 'POST', url, payload })
  const bulk = await post(`/projects/${widget}/inbox/bulk`, { action: 'release', ids: [opened, third, 9999] })
  assert.deepEqual(
    bulk.json<{ id: number; done: boolean }[]>().map(({ id, done }) => [id, done]),
    [
      [opened, false],
      [third, true],
      [9999, false],
    ],
  )
  await process(inboundDesk(web.desk), { inboxId: third })
  assert.equal((await post(`/projects/${widget}/inbox/${fourth}/discard`)).json<Mail>().ending, 'discarded')
  assert.equal(
    (await post(`/projects/${widget}/inbox/${fifth}/reroute`, { project_id: 9999 })).statusCode,
    404,
  )
  assert.equal((await post(`/projects/${widget}/inbox/${fifth}/reroute`)).json<Mail>().ending, null)
  await process(inboundDesk(web.desk), { inboxId: fifth })
  assert.deepEqual(await reasons(), ['new_ticket', 'discarded', 'new_ticket', 'new_ticket', 'new_ticket'])
  assert.equal((await post(`/projects/${widget}/inbox/${opened}/release`)).statusCode, 409)
})

test('all held mails of one sender are let through or thrown away at once, in their order, and no others', async () => {
  const { web, widget, gadget, mail } = await desk()
  await using _web = web
  const flood: number[] = []
  for (const tag of ['', '+1', '+2', '+3'])
    flood.push(await mail(widget, 'widget', { From: `robot${tag}@customer.example`, Subject: `Flood${tag}` }))
  const [, , third = 0, fourth = 0] = flood
  for (let count = 0; count < 3; count++) await mail(widget, 'widget', { From: 'other@customer.example' })
  const elsewhere = await mail(gadget, 'gadget', { From: 'robot@customer.example' })
  const post = (who: typeof web.ada | null, url: string, payload: object) =>
    web.as(who, { method: 'POST', url, payload })
  const payload = { action: 'release', sender: 'ROBOT@customer.example' }
  const done = await post(web.ada, `/projects/${widget}/inbox/sender`, payload)
  assert.deepEqual(
    done.json<{ id: number; done: boolean }[]>().map(row => [row.id, row.done]),
    [
      [third, true],
      [fourth, true],
    ],
  )
  for (const inboxId of [third, fourth]) await process(inboundDesk(web.desk), { inboxId })
  const ended = async (id: number) => (await web.as(web.root, { url: `/admin/inbox/${id}` })).json<Mail>()
  assert.equal((await ended(fourth)).ending, 'ticket_opened')
  assert.equal((await ended(elsewhere)).ending, 'held')

  assert.equal((await post(web.ada, `/projects/${gadget}/inbox/sender`, payload)).statusCode, 404)
  assert.equal((await post(web.ada, '/admin/inbox/sender', payload)).statusCode, 403)
  assert.equal((await post(null, '/admin/inbox/sender', payload)).statusCode, 401)
  await post(web.root, '/admin/inbox/sender', { action: 'discard', sender: 'robot@customer.example' })
  assert.equal((await ended(elsewhere)).ending, 'discarded')
  const rest = (await web.as(web.root, { url: '/admin/inbox?ending=held' })).json<Mail[]>()
  assert.equal(rest.length, 1, 'the other sender’s')
})

test('mail for nobody can be sent to a project', async () => {
  const { web, widget } = await desk()
  await using _web = web
  const id = await deliver(web, 'incoming+no-such-4711-issue-@desk.localhost', letter())
  const url = `/admin/inbox/${id}`
  assert.equal((await web.as(web.root, { url })).json<Mail>().ending, 'held')
  assert.equal((await web.as(web.ada, { url })).statusCode, 404)
  const payload = { project_id: 'acme/widget' }
  assert.equal((await web.as(web.root, { method: 'POST', url: `${url}/reroute`, payload })).statusCode, 201)
  await process(inboundDesk(web.desk), { inboxId: id })
  const { ending, project_id: projectId } = (await web.as(web.root, { url })).json()
  assert.deepEqual([ending, projectId], ['ticket_opened', widget])
})
