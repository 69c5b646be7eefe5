// What becomes of a ticket that is spam, and who may say so?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { transaction } from '#db'
import { learnSpam, process, receive } from '#mail/inbound'
import { groups, projects } from '#projects'
import { goodKey, startAkismet } from '../../../test/support/akismet-twin.ts'
import { letter } from '../../../test/support/intake.ts'
import { addPerson, type TestPerson, type TestWeb, testWeb } from '../../../test/support/web.ts'

type Issue = { iid: number; state: string }

/** A project where ada is Reporter and bob a Guest, with a ticket of a customer. */
async function withTicket(): Promise<{ web: TestWeb; url: string; bob: TestPerson }> {
  const web = await testWeb()
  const bob = await addPerson(web.desk, 'bob')
  const id = await transaction(web.desk.db, async tx => {
    const group = await groups.create(tx, web.root, { path: 'acme' })
    const project = await projects.create(tx, web.root, { namespaceId: group.id, path: 'widget' })
    const members = [
      { user_id: web.ada.id, project_id: project.id, access_level: 20 },
      { user_id: bob.id, project_id: project.id, access_level: 10 },
    ]
    await tx.insertInto('members').values(members).execute()
    return project.id
  })
  const { accepted } = await receive(web.desk, Buffer.from(letter({}, 'Cheap toner.')), {
    ingress: 'smtp',
    mailFrom: 'jane@customer.example',
    recipients: [`incoming+acme-widget-${id}-issue-@desk.localhost`],
  })
  await process(inboundDesk(web), { inboxId: accepted[0]?.inboxId ?? 0 })
  return { web, bob, url: `/projects/${id}/issues/1` }
}

/** The whole configuration is there (test/support/web.ts); the web itself needs less of it. */
const inboundDesk = ({ desk }: TestWeb) => desk as unknown as Parameters<typeof process>[0]

const lessons = async ({ database }: TestWeb) =>
  (await database.pool.query("select from graphile_worker.jobs where task_identifier = 'spam.learn'")).rows

test('the team closes a ticket as spam, and opens it again; the checkers learn both', async () => {
  const { web, url } = await withTicket()
  await using _web = web
  const closed = await web.as(web.ada, { method: 'POST', url: `${url}/spam` })
  assert.equal(closed.statusCode, 201, closed.body)
  assert.equal(closed.json<Issue>().state, 'closed')
  const opened = await web.as(web.ada, { method: 'DELETE', url: `${url}/spam` })
  assert.deepEqual([opened.statusCode, opened.json<Issue>().state], [200, 'opened'])
  assert.equal((await lessons(web)).length, 2)
  await using twin = await startAkismet()
  const akismet = { enabled: true, api_key: goodKey, url: twin.url }
  const desk = inboundDesk(web)
  await learnSpam({ ...desk, config: { ...desk.config, akismet } }, { inboxId: 1, as: 'spam' })
  assert.deepEqual(
    twin.calls.map(({ call, fields }) => [call, fields.comment_author_email]),
    [['submit-spam', 'jane@customer.example']],
  )
})

test('a Guest and strangers may not, and an issue that no mail opened is none', async () => {
  const { web, url, bob } = await withTicket()
  await using _web = web
  assert.equal((await web.as(null, { method: 'POST', url: `${url}/spam` })).statusCode, 401)
  assert.equal((await web.as(bob, { method: 'POST', url: `${url}/spam` })).statusCode, 404)
  const own = await web.as(web.ada, {
    method: 'POST',
    url: url.replace(/\/1$/, ''),
    payload: { title: 'Ours' },
  })
  const { iid } = own.json<Issue>()
  const refused = await web.as(web.ada, { method: 'POST', url: url.replace(/1$/, `${iid}/spam`) })
  assert.equal(refused.statusCode, 409)
  assert.match(refused.body, /not opened by a mail/)
})
