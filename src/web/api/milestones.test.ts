// What is planned for a milestone, and who sees it?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { webTracker } from '../../../test/support/web-tracker.ts'

test('a milestone lists its issues, whatever its title, to those who may read them', async () => {
  await using web = await webTracker()
  const { reporter, guest, open } = web
  const path = `/projects/${open}/milestones`
  const made = await web.as(reporter, { method: 'POST', url: path, payload: { title: 'None' } })
  assert.equal(made.statusCode, 201, made.body)
  const milestoneId: number = made.json().id
  const plain = await web.issue({ milestoneId })
  const secret = await web.issue({ milestoneId, confidential: true })
  const other = await web.issue()
  const listed = async (person: typeof reporter | null, url: string) =>
    (await web.as(person, { url })).json().map((row: { iid: number }) => row.iid)
  const planned = `${path}/${milestoneId}/issues`
  assert.deepEqual(await listed(reporter, planned), [secret.iid, plain.iid])
  for (const person of [guest, null]) assert.deepEqual(await listed(person, planned), [plain.iid])
  assert.equal((await web.as(reporter, { url: `${planned}?per_page=1` })).headers['x-total'], '2')
  const byName = `/projects/${open}/issues?milestone_id=`
  assert.deepEqual(await listed(reporter, `${byName}None`), [other.iid])
  assert.deepEqual(await listed(reporter, `${byName}Any`), [secret.iid, plain.iid])
  assert.equal((await web.as(reporter, { url: `${path}/4711/issues` })).statusCode, 404)
  const elsewhere = await web.as(reporter, {
    url: `/projects/${web.widget}/milestones/${milestoneId}/issues`,
  })
  assert.equal(elsewhere.statusCode, 404)
})

test('those who take part in an issue are listed once each, by id', async () => {
  await using web = await webTracker()
  const { iid } = await web.issue({ assigneeIds: [web.maintainer.id, web.owner.id] })
  const answer = await web.as(web.guest, { url: `/projects/${web.open}/issues/${iid}/participants` })
  const ids = answer.json().map((row: { id: number }) => row.id)
  assert.deepEqual(ids, [web.owner.id, web.maintainer.id, web.reporter.id])
})
